import type { FileResult, SuppressedFinding } from "../engine/result.ts";
import type { Finding, Fix } from "../finding.ts";
import { Source } from "../source/source.ts";
import type { Task } from "../run/run-files.ts";

/** A result of `lint` without what fixes would write, and with each long text once. */
export interface PackedResult {
  readonly kind: string;
  readonly texts: readonly string[];
  readonly findings: readonly PackedFinding[];
  readonly suppressed?: readonly PackedSuppressed[];
  /** Start and end of each secret in turn. */
  readonly secrets?: readonly number[];
}

interface PackedFinding extends Omit<Finding, "path" | "why" | "help" | "related" | "fix"> {
  /** Where it is not that of the file. */
  readonly path?: string;
  /** Which of the texts; so are `help` and the title of a fix. */
  readonly why: number;
  readonly help?: number;
  readonly related?: Finding["related"];
  readonly fix?: { readonly title: number; readonly safety: Fix["safety"] };
}

interface PackedSuppressed extends Omit<SuppressedFinding, "finding"> {
  readonly finding: PackedFinding;
}

/** What the fixes of a result would write, and what they need: of the findings, then of those that are suppressed. */
export type PackedFixes = readonly (Pick<Fix, "edits" | "setup"> | null)[];

/** What is to be remembered of a result in which nothing was fixed and nothing went wrong. */
export function packResult({ kind, findings, suppressed, secrets }: FileResult, { file }: Task): PackedResult {
  const texts = new Map<string, number>();
  const indexOf = (text: string): number => {
    const index = texts.get(text) ?? texts.size;
    texts.set(text, index);
    return index;
  };
  const pack = ({ rule, severity, message, why, help, path, subject, span, related, fix }: Finding): PackedFinding => ({
    rule,
    severity,
    message,
    subject,
    span,
    why: indexOf(why),
    ...(path !== file.shown && { path }),
    ...(help !== undefined && { help: indexOf(help) }),
    ...(related.length > 0 && { related }),
    ...(fix && { fix: { title: indexOf(fix.title), safety: fix.safety } }),
  });
  const packed = findings.map(pack);
  const left = suppressed.map(({ finding, suppression }) => ({ finding: pack(finding), suppression }));
  return {
    kind,
    texts: [...texts.keys()],
    findings: packed,
    ...(left.length > 0 && { suppressed: left }),
    ...(secrets.length > 0 && { secrets: secrets.flatMap(({ start, end }) => [start, end]) }),
  };
}

/** What the fixes of a result would write. */
export function packFixes({ findings, suppressed }: FileResult): PackedFixes {
  const all = [...findings, ...suppressed.map(({ finding }) => finding)];
  return all.map(({ fix }) => (fix ? { edits: fix.edits, setup: fix.setup } : null));
}

/** The result again; its fixes are without edits where `fixes` is `undefined`. */
export function unpackResult(packed: PackedResult, fixes: PackedFixes | undefined, { file, text }: Task): FileResult {
  const { kind, texts, findings, suppressed = [], secrets = [] } = packed;
  const { shown, repositoryPath } = file;
  const textAt = (index: number): string => texts[index] ?? "";
  const unpack = (finding: PackedFinding, index: number): Finding => ({
    ...finding,
    path: finding.path ?? shown,
    why: textAt(finding.why),
    help: finding.help === undefined ? undefined : textAt(finding.help),
    related: finding.related ?? [],
    fix: finding.fix && {
      title: textAt(finding.fix.title),
      safety: finding.fix.safety,
      edits: [],
      setup: [],
      ...fixes?.[index],
      expects: [],
    },
  });
  return {
    source: new Source(shown, text),
    kind,
    findings: findings.map(unpack),
    suppressed: suppressed.map(({ finding, suppression }, index) => ({
      finding: unpack(finding, findings.length + index),
      suppression,
    })),
    applied: [],
    refused: [],
    crashes: [],
    secrets: secrets.flatMap((start, at) => (at % 2 === 0 ? [{ start, end: secrets[at + 1] ?? start }] : [])),
    before: undefined,
    repositoryPath,
  };
}
