import { type AuthPlace, type PlaintextValue, authPlaces, namesVariable, plaintextIn } from "../../model/index.ts";
import { defineRule } from "../rule.ts";
import { reportPlaintext } from "./report.ts";

interface PlaintextOptions {
  /** Names whose values are known to be throw-away, `*` for any part. */
  readonly allow: readonly string[];
}

export default defineRule<PlaintextOptions>({
  meta: {
    id: "plaintext-credential",
    summary: "Keep credentials out of the file: reference a variable that a context or the project supplies",
    why: "Everyone who can read the repository, its history or the pipeline's page in CircleCI can use a credential that is written in the config.",
    category: "credentials",
    severity: "error",
    fixable: "sometimes",
    since: "0.1.0",
  },
  options: {
    properties: {
      allow: {
        type: "array",
        description:
          "Names of variables and parameters whose values are known to be throw-away, `*` for any part; never for `auth` and `aws_auth`",
        minItems: 1,
        items: {
          type: "string",
          pattern: "^[A-Za-z_*][A-Za-z0-9_.*-]*$",
          patternErrorMessage:
            "wants the name of a variable or parameter, `*` for any part, as in `E2E_*`; never its value",
        },
      },
    },
    defaults: { allow: [] },
  },
  on: {
    config(config, context) {
      const places = authPlaces(config.pullSites);
      const { allow } = context.options;
      for (const plain of plaintextIn(config)) {
        if (isAllowed(plain, allow)) continue;
        const place = plain.value.position === "auth" ? placeOf(plain, places) : undefined;
        // The name of a variable without its `$` is no secret; that it is missing is another rule's finding.
        if (
          place &&
          typeof place.content !== "string" &&
          place.content.password &&
          namesVariable(place.content.password)
        )
          continue;
        reportPlaintext(plain, place, context);
      }
    },
  },
});

/** What stands where a registry gets it is never a throw-away. */
function isAllowed({ name, value }: PlaintextValue, allow: readonly string[]): boolean {
  if (value.position === "auth" || value.position === "aws-auth") return false;
  return allow.some((pattern) => new RegExp(`^${pattern.replaceAll(".", "\\.").replaceAll("*", ".*")}$`).test(name));
}

function placeOf({ value }: PlaintextValue, places: readonly AuthPlace[]): AuthPlace | undefined {
  return places.find(({ content }) => typeof content !== "string" && content.password?.scalar === value.scalar);
}
