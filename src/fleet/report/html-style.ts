import { STYLE } from "../../reporters/html-style.ts";

/** How the page looks: as the report of a run, and what a fleet has besides. */
export const FLEET_STYLE = `${STYLE}
:root { --now: #1a7f45; --soon: #8fd0a8; --none: #d9dde4; }
@media (prefers-color-scheme: dark) { :root { --now: #4cc27e; --soon: #2a6b46; --none: #343d4a; } }
code, bdi { unicode-bidi: isolate; }
a { color: var(--link); }
header { display: flex; flex-wrap: wrap; gap: 0 1rem; align-items: baseline; justify-content: space-between; }
.big { font-size: 3rem; font-weight: 650; line-height: 1; margin: 1.2rem 0 0.4rem; }
svg.bar { display: block; width: 100%; height: 1.1rem; border-radius: 6px; margin: 0.6rem 0; }
svg.small { display: inline-block; width: 4.5rem; height: 0.6rem; border-radius: 3px; vertical-align: baseline; }
.bar .now, .small .now { fill: var(--now); }
.bar .soon, .small .soon { fill: var(--soon); }
.bar .none, .small .none { fill: var(--none); }
ul.legend, ul.states { list-style: none; padding: 0; margin: 0.4rem 0; display: flex; flex-wrap: wrap; gap: 0.2rem 1.4rem; }
ul.legend li::before { content: ""; display: inline-block; width: 0.75rem; height: 0.75rem; margin-right: 0.4rem; border-radius: 3px; background: var(--dot); }
ul.legend .now { --dot: var(--now); }
ul.legend .soon { --dot: var(--soon); }
ul.legend .none { --dot: var(--none); }
ul.states { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(21rem, 100%), 1fr)); }
ul.states li { display: grid; grid-template-columns: 8.5rem 1fr; gap: 0.5rem; align-items: baseline; }
.js ul.states button.pick { text-decoration: none; color: inherit; }
.js ul.states button.pick:hover .state { text-decoration: underline; }
ul.states .dim { font-size: 0.9rem; }
.state { color: var(--tone, var(--dim)); background: var(--back, var(--panel)); padding: 0 0.5rem; border-radius: 999px; font-size: 0.82rem; font-weight: 600; white-space: nowrap; justify-self: start; }
.failed { --tone: var(--error); --back: var(--error-back); }
.held, .left { --tone: var(--warning); --back: var(--warning-back); }
.open, .waiting { --tone: var(--info); --back: var(--info-back); }
.merged { --tone: var(--add); --back: var(--add-back); }
.red { color: var(--error); font-weight: 600; }
.chart { margin: 0; display: grid; grid-template-columns: auto 1fr; gap: 0.2rem 0.5rem; }
.chart svg { width: 100%; height: 10rem; overflow: visible; }
.chart path { vector-effect: non-scaling-stroke; fill: none; }
.chart .grid { stroke: var(--line); stroke-width: 1; }
.chart .line { stroke: var(--now); stroke-width: 2; }
.chart .area { fill: var(--now); opacity: 0.12; }
.chart .dot { stroke: var(--now); stroke-width: 7; stroke-linecap: round; }
.axis, .days { color: var(--dim); font-size: 0.8rem; display: flex; justify-content: space-between; font-variant-numeric: tabular-nums; }
.axis { flex-direction: column; text-align: right; line-height: 1; }
.days, .chart figcaption { grid-column: 2; }
.chart figcaption { color: var(--dim); font-size: 0.9rem; }
.part { display: inline-block; min-width: 3.2em; }
.sub { font-weight: 600; margin-top: 0.6rem; }
form #shown { flex: 1 1 8rem; align-self: center; }
details.repository > summary { scroll-margin-top: 11rem; }
article.need { --tone: var(--info); }
.copied { position: relative; }
button.copy { position: absolute; top: 0.4rem; right: 0.4rem; background: var(--page); border: 1px solid var(--line); border-radius: 6px; padding: 0.1rem 0.6rem; font-size: 0.85rem; }
.heads, details.repository > summary { display: grid; grid-template-columns: minmax(10rem, 1fr) 6rem 7.5rem 3.5rem 9rem 11rem; gap: 0.1rem 0.8rem; align-items: baseline; }
.heads { margin-top: 1rem; padding: 0 0.6rem 0.3rem 1.6rem; color: var(--dim); font-size: 0.85rem; border-bottom: 1px solid var(--line); }
.heads span:nth-child(3), .heads span:nth-child(4), summary > span:nth-child(3), summary > span:nth-child(4) { text-align: right; font-variant-numeric: tabular-nums; }
summary > span:nth-child(3):not(:empty)::after { content: " with credentials"; }
summary > span:nth-child(4):not(:empty)::after { content: " left"; }
@media (min-width: 60.01rem) {
  summary > span:nth-child(n + 3)::after { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
}
details.repository { margin: 0; border-bottom: 1px solid var(--line); content-visibility: auto; contain-intrinsic-size: auto 2.3rem; }
details.repository > summary { width: auto; color: inherit; padding: 0.35rem 0.6rem 0.35rem 1.6rem; position: relative; list-style: none; font-size: 0.93rem; }
details.repository > summary::-webkit-details-marker { display: none; }
details.repository > summary::before { content: ""; position: absolute; left: 0.55rem; top: 0.85rem; border: 0.3rem solid transparent; border-left-color: var(--dim); }
details.repository[open] > summary::before { transform: rotate(90deg); transform-origin: 0.15rem 50%; }
details.repository > summary:hover { background: var(--panel); }
details.repository > summary b { font-weight: 500; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; }
details.repository > summary:focus-visible { outline-offset: -2px; }
details.repository > div { padding: 0.2rem 0.6rem 1rem 1.6rem; }
details.repository ul { margin: 0.2rem 0 0.6rem; padding-left: 1.2rem; }
details .need p { max-height: 20rem; overflow: auto; }
@media (max-width: 60rem) {
  .heads { display: none; }
  details.repository > summary { display: flex; flex-wrap: wrap; }
  details.repository > summary b { flex-basis: 100%; }
  details.repository > summary span:empty { display: none; }
  details.repository { contain-intrinsic-size: auto 4rem; }
}
@media (max-width: 40rem) {
  form { display: grid; grid-template-columns: 1fr 1fr; }
  form label.grow, #shown { grid-column: 1 / -1; }
}
@media print {
  details.repository { content-visibility: visible; break-inside: avoid; }
  button.copy, #changes { display: none; }
  .scroll { max-height: none; overflow: visible; }
  * { print-color-adjust: exact; }
}
`;
