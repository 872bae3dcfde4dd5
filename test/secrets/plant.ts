import type { Kind } from "./planted-kinds.ts";
import type { Style, Written } from "./planted-styles.ts";
import type { Planted, Position } from "./planted.ts";

/** A secret of a kind; another one for each seed. */
export function plant(kind: Kind, seed: number): Planted {
  const secret = kind.secret(seed);
  const value = kind.value(secret);
  const split = value.indexOf(secret) + Math.floor(secret.length / 2);
  return { kind, key: kind.key, param: kind.key.toLowerCase(), secret, value, split };
}

/** The text that stands at a position, before it is written as YAML; `undefined` where the table leaves the kind out. */
export function textAt(position: Position, planted: Planted): string | undefined {
  return position.text ? position.text(planted) : planted.value;
}

/** A file with the secret in it; `undefined` where the table leaves the combination out. */
export function write(position: Position, style: Style, planted: Planted): Written | undefined {
  const text = textAt(position, planted);
  if (text === undefined) return undefined;
  const template = position.template.replaceAll("{key}", planted.key).replaceAll("{param}", planted.param);
  return style.write(template, text, splitIn(text, planted));
}

/** Where a text that holds the value is split: inside the secret, and not behind a backslash. */
function splitIn(text: string, { value, secret, split }: Planted): number {
  const at =
    text.indexOf(value) === -1 ? text.indexOf(secret) + Math.floor(secret.length / 2) : text.indexOf(value) + split;
  return at > 0 ? at : Math.floor(text.length / 2);
}
