import type { Note } from "../../finding.ts";
import {
  type RepairContext,
  isDeclined,
  isPrescribedUsername,
  moveArgument,
  moveAuth,
  moveCloudAuth,
  moveVariable,
} from "../../fixes/index.ts";
import { type AuthPlace, type PlaintextValue, describeValue } from "../../model/index.ts";
import { describeToken, readKeyName } from "../../secrets/index.ts";
import type { RuleContext } from "../rule.ts";

const WHY_AUTH =
  "Everyone who can read the repository, or the pipeline's page in CircleCI, can log in to the registry as this account";
const WHY_READERS = "Everyone who can read the repository, its history or the pipeline's page in CircleCI can use it";
const WHY_UPLOADS = "It only uploads reports; everyone who can read the repository or its history can send false ones";
const WHY_TEST_MODE = "Everyone who can read the repository or its history can use it in test mode";
const WHY: Readonly<Record<string, string>> = {
  "for-tests":
    "Its name says that it is for tests; if it opens anything real, every reader of the repository can open it too",
  "beside-services":
    "The job starts service containers, so it is probably the password of one of them; if it opens anything else, every reader of the repository can open it too",
  signing:
    "A program signs with it; that is harmless for tests, and lets every reader of the repository forge what it signs elsewhere",
  weak: "It may be a throw-away; if it opens anything real, every reader of the repository can open it too",
};

/** Says that a credential is written in the file, and how it gets out of it. */
export function reportPlaintext(plain: PlaintextValue, place: AuthPlace | undefined, context: RuleContext): void {
  const { value, name, judgement } = plain;
  const { token, reason, verdict, severity } = judgement;
  const provider = judgement.token?.shape.provider ?? readKeyName(name).provider;
  const subject = place ? `\`auth.password\` of \`${place.site.text}\`` : describeValue(value, name);
  const what = token ? `, ${describeToken(token, plain.text)},` : "";
  const verb = verdict === "secret" ? "is written in the file" : "may be a credential and is written in the file";
  const byHand = verdict === "secret" ? "Rotate it and move it" : "Move it";
  const fix = repair(plain, place, provider, { ...context, options: context.settings.dockerHub });
  context.report({
    at: plain.span,
    severity,
    message: `${subject.replace(/,$/, what === "" ? "," : "")}${what} ${verb}`,
    why: verdict === "doubtful" ? (WHY[reason ?? "weak"] ?? WHY_READERS) : place ? WHY_AUTH : whyOf(plain),
    help: isDeclined(fix) ? `${byHand} to a context by hand: ${fix.declined}` : undefined,
    related: place ? userNameOf(place) : [],
    fix: isDeclined(fix) ? undefined : fix,
  });
}

/** The user name that is written beside a password; names that a registry prescribes are nobody's. */
function userNameOf({ content }: AuthPlace): Note[] {
  const username = typeof content === "string" ? undefined : content.username;
  if (username?.kind !== "literal" || isPrescribedUsername(username.scalar.value)) return [];
  return [{ ...username.scalar.span, text: "the user name is written here too" }];
}

/** What a reader can do with it; little, where the shape or the name says so. */
function whyOf({ name, judgement }: PlaintextValue): string {
  const { severity, provider } = judgement.token?.shape ?? readKeyName(name);
  if (severity !== "info") return WHY_READERS;
  return provider === "stripe" ? WHY_TEST_MODE : WHY_UPLOADS;
}

function repair(
  plain: PlaintextValue,
  place: AuthPlace | undefined,
  provider: string | undefined,
  context: RepairContext,
) {
  if (place) {
    const isHub = place.site.registries.has("docker-hub");
    return moveAuth(context, place, provider ?? (isHub ? "docker-hub" : undefined));
  }
  const { position } = plain.value;
  if (position === "aws-auth") return moveCloudAuth(context, plain);
  if (position === "environment" || position === "container") return moveVariable(context, plain, provider);
  return moveArgument(context, plain, provider);
}
