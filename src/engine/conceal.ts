import type { Finding } from "../finding.ts";
import { type Config, knownSecretTexts } from "../model/index.ts";

const MASK = "***";
/** Characters by which a secret is looked up: more than the prefix of its kind, which many share. */
const BEGINNING = 12;

/**
 * Takes secrets out of texts that a rule has made. Rules do not put them there; a name, an image or a key that happens
 * to hold one would.
 */
export function concealerFor(config: Config): (text: string) => string {
  const secrets = knownSecretTexts(config);
  if (secrets.length === 0) return (text) => text;
  const candidates = candidatesAmong(secrets);
  return (text) => candidates(text).reduce((left, secret) => left.replaceAll(secret, MASK), text);
}

/** Finds the secrets whose beginning a text has, in their order: most texts have none, and a file may have thousands. */
function candidatesAmong(secrets: readonly string[]): (text: string) => readonly string[] {
  const byBeginning = new Map<string, Set<number>>();
  const short: number[] = [];
  for (const [index, secret] of secrets.entries()) {
    const beginning = secret.slice(0, BEGINNING);
    if (beginning.length < BEGINNING) short.push(index);
    else byBeginning.set(beginning, (byBeginning.get(beginning) ?? new Set()).add(index));
  }
  return (text) => {
    const found = new Set(short);
    for (let at = 0; at + BEGINNING <= text.length; at += 1) {
      for (const index of byBeginning.get(text.slice(at, at + BEGINNING)) ?? []) found.add(index);
    }
    return [...found].toSorted((a, b) => a - b).map((index) => secrets[index] ?? "");
  };
}

const originals = new WeakMap<Finding, string>();

/** The message as the rule made it: for comparing findings, never for showing them. */
export function originalMessage(finding: Finding): string {
  return originals.get(finding) ?? finding.message;
}

/** A finding without secrets in anything that is shown of it; its edits stay as they are. */
export function concealFinding(finding: Finding, conceal: (text: string) => string): Finding {
  const { fix } = finding;
  const concealed: Finding = {
    ...finding,
    message: conceal(finding.message),
    subject: conceal(finding.subject),
    why: conceal(finding.why),
    help: finding.help === undefined ? undefined : conceal(finding.help),
    related: finding.related.map((note) => ({ ...note, text: conceal(note.text) })),
    fix: fix && { ...fix, title: conceal(fix.title) },
  };
  originals.set(concealed, finding.message);
  return concealed;
}
