import { CLOUDS } from "./examples-clouds.ts";
import { REGISTRIES } from "./examples-registries.ts";
import { SERVICES } from "./examples-services.ts";

/** True and false examples of a shape. Everything is put together here, so that no text in the file is a token. */
export interface Example {
  readonly id: string;
  /** A made-up secret for each seed. */
  readonly secret: (seed: number) => string;
  /** The variable that holds it; `SOME_VALUE` where the shape needs no name. */
  readonly key?: string;
  /** Where it stands, instead of the usual places. */
  readonly around?: readonly ((secret: string) => string)[];
  /** Texts that hold nothing. */
  readonly no: readonly string[];
  /** False for a shape that takes whatever stands in its place, a longer word too. */
  readonly hasBoundary?: false;
}

/** The places that an example is looked for in. */
export function surroundingsOf({ key = "SOME_VALUE", around }: Example): readonly ((secret: string) => string)[] {
  return (
    around ?? [
      (secret) => `jobs:\n  build:\n    environment:\n      ${key}: ${secret}\n      OTHER: 1\n`,
      (secret) => `environment: { ${key}: "${secret}", OTHER: 'x' }`,
      (secret) => `- run: export ${key}=${secret} && make`,
      (secret) => `version: 2.1 # ${key}=${secret}`,
      (secret) => `echo '{"${key}": "${secret}"}' > x.json`,
      (secret) => `- name: ${key}\n  value: ${secret}\r\n`,
      (secret) => `environment:\n  ${key}: >-\n    ${secret}\n`,
    ]
  );
}

export const EXAMPLES: readonly Example[] = [...REGISTRIES, ...CLOUDS, ...SERVICES];
