import type { Source } from "../source/source.ts";
import { type ReadDocument, readDocument } from "./read-document.ts";
import { SETTINGS_SCHEMA } from "./schema.ts";
import type { Settings } from "./settings.ts";
import { validate } from "./validate.generated.js";

/** The settings of a file, and where in it they stand. */
export interface SettingsFile extends Omit<ReadDocument<Settings>, "value"> {
  /** As people read it. */
  readonly path: string;
  readonly settings: Settings;
}

/** What a text is beside a settings file of YAML or JSON. */
interface Form {
  /** The key of the file that holds the settings. */
  readonly under?: string;
  /** True for a text that was made from a value: its lines are not those of the file. */
  readonly made?: boolean;
}

/** The settings that a file holds, YAML or JSON; none where it is empty. All that is wrong with it is one UserError. */
export function readSettings(source: Source, form: Form = {}): SettingsFile {
  const { value, ...places } = readDocument(source, {
    schema: SETTINGS_SCHEMA,
    validate,
    noun: "a settings file",
    ...form,
  });
  return { path: source.path, settings: value, ...places };
}
