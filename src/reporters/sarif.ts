import type {
  Artifact,
  Fix,
  Location,
  Log,
  Notification,
  Region,
  Result,
  Suppression as SarifSuppression,
} from "sarif";
import type { FileResult, RunResult, Suppression } from "../engine/result.ts";
import type { Finding } from "../finding.ts";
import type { RuleMeta } from "../rules/rule.ts";
import type { Source } from "../source/source.ts";
import type { Span } from "../source/span.ts";
import { docsUrl } from "../docs-url.ts";
import { repeatsSecret, sortedEdits } from "./edits.ts";
import { explain } from "./explain.ts";
import { Fingerprints } from "./fingerprints.ts";
import type { ReportOptions } from "./formats.ts";
import { type Reporter, collecting } from "./report.ts";
import { type Failure, type Row, type SuppressedRow, failuresOf, rowsOf, suppressedRowsOf } from "./rows.ts";
import { LEVELS, SOURCE_ROOT, messageText, sentence, toRule, uriOf } from "./sarif-parts.ts";
import { visible } from "./text.ts";

/** Which version of `fingerprintsOf` a log was made with. */
const FINGERPRINT = "circlesec/v1";

const DRIVER = { name: "circlesec", informationUri: docsUrl() };

/** SARIF 2.1.0 logs of one run with these rules. Their columns count UTF-16 units; their URIs start at the root of the repository. */
export function sarifReporter(rules: readonly RuleMeta[]): Reporter<ReportOptions> {
  return collecting((result, options) => toLog(result, options, rules));
}

function toLog(result: RunResult, { version, reportSuppressed }: ReportOptions, rules: readonly RuleMeta[]): string {
  const rows: (Row | SuppressedRow)[] = [...rowsOf(result), ...(reportSuppressed ? suppressedRowsOf(result) : [])];
  const fingerprints = new Fingerprints();
  const prints = new Map(result.files.flatMap((file) => [...fingerprints.ofFile(file)]));
  const failures = failuresOf(result, result.files);
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  const log: Log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { ...DRIVER, semanticVersion: version, version, rules: rules.map(toRule) } },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { [SOURCE_ROOT]: { description: { text: "The root of the repository." } } },
        invocations: [
          {
            executionSuccessful: failures.length === 0,
            toolExecutionNotifications: failures.map((failure) => toNotification(failure, indexes)),
          },
        ],
        artifacts: result.files.map(toArtifact),
        results: rows.map((row) => ({
          ...toResult(row, { index: indexes.get(row.finding.rule), print: prints.get(row.finding) }),
          ...("suppression" in row && { suppressions: [toSuppression(row.suppression)] }),
          ...(result.isCompared && { baselineState: isKnown(row) ? ("unchanged" as const) : ("new" as const) }),
        })),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function toArtifact({ repositoryPath, kind }: FileResult): Artifact {
  return { location: uriOf(repositoryPath), description: { text: sentence(kind) } };
}

function isKnown(row: Row | SuppressedRow): boolean {
  return "suppression" in row && row.suppression.kind !== "comment";
}

function toSuppression(suppression: Suppression): SarifSuppression {
  if (suppression.kind === "comment") {
    const { reason } = suppression;
    return { kind: "inSource", ...(reason !== undefined && { justification: visible(reason) }) };
  }
  const who =
    suppression.kind === "baseline" ? "The baseline has it" : `Revision ${visible(suppression.ref)} has it already`;
  return { kind: "external", justification: `${who}.` };
}

interface Identity {
  readonly index: number | undefined;
  readonly print: string | undefined;
}

function toResult({ finding, file }: Row, { index, print }: Identity): Result {
  const { rule, severity, message, why, help, span, related, fix } = finding;
  const parts = [visible(message), ...explain(finding).map(({ text }) => text)];
  const shown = fix && !repeatsSecret(file, fix) ? fix : undefined;
  return {
    ruleId: rule,
    ...(index !== undefined && { ruleIndex: index }),
    level: LEVELS[severity],
    message: { text: messageText(parts.map(sentence).join(" ")) },
    locations: [toLocation(file, span)],
    ...(related.length > 0 && {
      relatedLocations: related.map((note, at) => ({
        id: at + 1,
        ...toLocation(file, note),
        message: { text: messageText(sentence(visible(note.text))) },
      })),
    }),
    ...(print !== undefined && { partialFingerprints: { [FINGERPRINT]: print } }),
    ...(shown && { fixes: [toFix(file, shown)] }),
    properties: toProperties(finding, { message: visible(message), why: visible(why), help: help && visible(help) }),
  };
}

/** What SARIF has no place of its own for. */
function toProperties(
  { severity, fix }: Finding,
  texts: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const entries = Object.entries({ severity, ...texts, safety: fix?.safety });
  return Object.fromEntries(entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
}

function toFix(file: FileResult, fix: NonNullable<Finding["fix"]>): Fix {
  return {
    description: { text: sentence(visible(fix.title)) },
    artifactChanges: [
      {
        artifactLocation: uriOf(file.repositoryPath),
        replacements: sortedEdits(fix).map((edit) => ({
          deletedRegion: toRegion(file.source, edit),
          insertedContent: { text: edit.text },
        })),
      },
    ],
  };
}

function toLocation(file: FileResult, span: Span): Location {
  return {
    physicalLocation: {
      artifactLocation: uriOf(file.repositoryPath),
      region: toRegion(file.source, span),
    },
  };
}

function toRegion(source: Source, { start, end }: Span): Region {
  const from = source.position(start);
  const to = source.position(end);
  return { startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column };
}

function toNotification(
  { repositoryPath, line, rule, message }: Failure,
  indexes: ReadonlyMap<string, number>,
): Notification {
  const index = rule === undefined ? undefined : indexes.get(rule);
  const region = line === undefined ? {} : { region: { startLine: line } };
  return {
    level: "error",
    message: { text: messageText(sentence(visible(message))) },
    locations: [{ physicalLocation: { artifactLocation: uriOf(repositoryPath), ...region } }],
    ...(rule !== undefined && { associatedRule: index === undefined ? { id: rule } : { id: rule, index } }),
  };
}
