/** Written by hand: the types of what `npm run gen` writes beside it. */
import type { SchemaError } from "../../settings/validate.generated.js";
import type { FleetFile } from "./fleet-file.ts";

/** True for what the schema of `fleet.yml` allows; else `errors` holds all that is wrong, until the next call. */
export declare const validate: {
  (value: unknown): value is FleetFile;
  errors?: readonly SchemaError[] | null;
};
