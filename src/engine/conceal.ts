import type { Finding } from "../finding.ts";
import { type Config, knownSecretTexts } from "../model/index.ts";

const MASK = "***";

/**
 * Takes secrets out of texts that a rule has made. Rules do not put them there; a name, an image or a key that happens
 * to hold one would.
 */
export function concealerFor(config: Config): (text: string) => string {
  const secrets = knownSecretTexts(config);
  if (secrets.length === 0) return (text) => text;
  return (text) => secrets.reduce((left, secret) => left.replaceAll(secret, MASK), text);
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
