/** How the page looks, light and dark. */
export const STYLE = `
:root {
  --page: #ffffff; --panel: #f6f7f9; --line: #d5d9e0; --text: #1c2129; --dim: #59626f; --link: #0b57c2;
  --error: #b3161f; --error-back: #fdeaea; --warning: #7d4e00; --warning-back: #fdf1d8; --info: #1b5a9e; --info-back: #e6f0fb;
  --add: #0f5a2b; --add-back: #e3f6e8; --remove: #96121a; --remove-back: #fdeaea;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #12161c; --panel: #1a2029; --line: #343d4a; --text: #e4e8ee; --dim: #a0aab8; --link: #86b7ff;
    --error: #ff9c9c; --error-back: #451a1d; --warning: #f2c46b; --warning-back: #3d2f10; --info: #9cc8ff; --info-back: #16304d;
    --add: #8fe0a8; --add-back: #12331f; --remove: #ffa8a8; --remove-back: #431b1e;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body {
  margin: 0 auto; padding: 1.5rem clamp(1rem, 4vw, 2.5rem) 4rem; max-width: 76rem; background: var(--page);
  color: var(--text); font: 1rem/1.5 system-ui, "Segoe UI", Roboto, sans-serif; overflow-wrap: anywhere;
}
h1 { font-size: 1.6rem; margin: 0; }
h2 { font-size: 1.15rem; margin: 2rem 0 0.6rem; }
h3 { font-size: 1rem; font-weight: 600; margin: 0; }
h2 .count { color: var(--dim); font-weight: 400; font-size: 0.9rem; }
p { margin: 0.3rem 0; }
code, pre { font-family: ui-monospace, "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 0.87rem; }
:not(pre) > code { background: var(--panel); border: 1px solid var(--line); border-radius: 4px; padding: 0 0.25em; }
pre {
  margin: 0.6rem 0 0; padding: 0.6rem 0.8rem; background: var(--panel); border: 1px solid var(--line); border-radius: 6px;
  overflow-x: auto; line-height: 1.45; tab-size: 4;
}
.dim { color: var(--dim); }
.totals { font-size: 1.05rem; margin-top: 0.4rem; }
.tables { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr)); gap: 0 2rem; align-items: start; }
table { border-collapse: collapse; width: 100%; font-size: 0.93rem; }
th, td { text-align: right; padding: 0.3rem 0.5rem; border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
thead th { color: var(--dim); font-weight: 500; }
tbody th { font-weight: 400; }
thead th:not(:first-child), td { white-space: nowrap; }
.scroll { max-height: 24rem; overflow: auto; }
.scroll thead th { position: sticky; top: 0; background: var(--page); }
td.zero { color: var(--dim); }
button { font: inherit; color: inherit; cursor: pointer; }
button.pick { background: none; border: 0; padding: 0; text-align: left; }
.js button.pick { color: var(--link); text-decoration: underline; text-underline-offset: 0.2em; }
form {
  position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: 0.6rem 1rem; align-items: end; margin-top: 2rem;
  padding: 0.7rem 0.8rem; background: var(--panel); border: 1px solid var(--line); border-radius: 8px;
}
form label { display: grid; font-size: 0.85rem; color: var(--dim); }
form label.grow { flex: 1 1 14rem; }
form input[type="search"], form select, form button {
  font: inherit; font-size: 0.95rem; color: var(--text); background: var(--page); border: 1px solid var(--line);
  border-radius: 6px; padding: 0.3rem 0.5rem; min-height: 2.2rem; max-width: 100%; width: 100%;
}
form select { max-width: 19rem; }
form button { width: auto; }
form .severities { display: flex; gap: 0.8rem; min-height: 2.2rem; align-items: center; }
form .severities label { display: flex; gap: 0.3rem; align-items: center; color: var(--text); font-size: 0.95rem; }
#shown { flex-basis: 100%; color: var(--dim); font-size: 0.9rem; margin: 0; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
article {
  margin: 0.8rem 0; padding: 0.8rem 1rem; border: 1px solid var(--line); border-left: 4px solid var(--tone); border-radius: 8px;
}
.error { --tone: var(--error); --back: var(--error-back); }
.warning { --tone: var(--warning); --back: var(--warning-back); }
.info { --tone: var(--info); --back: var(--info-back); }
.badge {
  display: inline-block; margin-right: 0.4rem; padding: 0 0.5rem; border-radius: 999px; font-size: 0.8rem; font-weight: 600;
  color: var(--tone); background: var(--back);
}
.place { color: var(--dim); font-size: 0.9rem; }
.marks { color: var(--tone); font-weight: 700; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 0.8rem; margin: 0.7rem 0 0; }
dt { color: var(--dim); }
dd { margin: 0; }
details { margin-top: 0.7rem; }
summary { cursor: pointer; color: var(--link); width: fit-content; }
.diff span { display: block; width: max-content; min-width: 100%; min-height: 1.45em; }
.diff { display: grid; }
.add { color: var(--add); background: var(--add-back); }
.remove { color: var(--remove); background: var(--remove-back); }
.diff .place { font-size: inherit; }
@media (max-width: 40rem) { form { position: static; } th, td { padding: 0.3rem 0.25rem; } dl { grid-template-columns: 1fr; } dd { margin-bottom: 0.3rem; } }
@media print { form { display: none; } article { break-inside: avoid; } }
`;
