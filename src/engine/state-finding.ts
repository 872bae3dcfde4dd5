import type { Finding } from "../finding.ts";
import type { Config } from "../model/index.ts";
import type { Report, Rule } from "../rules/rule.ts";
import { reportFault } from "./check-report.ts";
import { plainFinding } from "./plain.ts";
import { placeInNames } from "./subject.ts";

/** The finding that a rule's report is. One that breaks what every report is held to is a TypeError. */
export function stateFinding({ meta }: Rule, config: Config, report: Report): Finding {
  const wrong = reportFault(report, config.tree.source.text.length);
  if (wrong !== undefined) throw new TypeError(wrong);
  // What CircleCI refuses is for a person to mend. One file of a pack tree may well use anchors of another.
  const isRefused = config.version !== undefined && config.tree.danglingAliases.length > 0;
  return plainFinding({
    rule: meta.id,
    severity: report.severity ?? meta.severity,
    message: report.message,
    why: report.why,
    help: isRefused && report.fix ? "Mend the alias that has no anchor first" : report.help,
    path: config.tree.source.path,
    subject: subjectOf(config, report),
    span: report.at,
    related: report.related ?? [],
    fix: isRefused ? undefined : report.fix,
  });
}

function subjectOf({ tree }: Config, { at, about = {} }: Report): string {
  const place = placeInNames(tree, about.at ?? at);
  const { what = "" } = about;
  return what === "" || place.includes(`[${what}]`) ? place : place === "" ? what : `${place}: ${what}`;
}
