import { isDockerHub } from "../../docker/login-registry.ts";
import {
  type Auth,
  authPlaces,
  describeOwner,
  exposuresIn,
  loginsIn,
  namesVariable,
  secretPartsOf,
  spanInFile,
} from "../../model/index.ts";
import { findTokens, isAccessToken, isPasswordName, judge } from "../../secrets/index.ts";
import type { Span } from "../../source/span.ts";
import { type RuleContext, defineRule } from "../rule.ts";

const WHY =
  "A password opens the whole account: it can change what the account publishes and who has access, it cannot be limited to pulls, and revoking it locks out everything else that uses it";
const WHY_NAME =
  "The name alone proves nothing; if it holds the account's password, that can administer the account and cannot be revoked for one project";

export default defineRule({
  meta: {
    id: "account-password",
    summary: "Log in to Docker Hub with an access token, not with the password of an account",
    why: "A password can administer the account, has no scope and cannot be revoked for one project; an access token can.",
    category: "credentials",
    severity: "warning",
    fixable: "never",
    since: "0.1.0",
  },
  on: {
    config(config, context) {
      const named: Names = new Map();
      const seen = new Set<unknown>();
      for (const { content, site } of authPlaces(config.pullSites)) {
        if (typeof content === "string" || !site.registries.has("docker-hub")) continue;
        // Several maps can merge one password.
        if (!seen.has(content.password?.scalar)) reportAuth(content, site.text, context);
        seen.add(content.password?.scalar);
        noteAuth(content, site.text, named);
      }
      for (const { script, login } of loginsIn(config)) {
        const [only, more] = isDockerHub(login) ? secretPartsOf(login) : [];
        if (only?.kind === "variable" && !more && isPasswordName(only.name)) {
          const where = `\`${login.client} login\` in ${describeOwner(script.path) || "this file"}`;
          noteName(named, only.name, spanInFile(config, script, only.span), where);
        }
      }
      for (const { script, exposure } of exposuresIn(config)) {
        const login = exposure.kind === "login-argument" || exposure.kind === "piped" ? exposure.login : undefined;
        const literal = "literal" in exposure ? exposure.literal : undefined;
        if (!login || literal === undefined || !isDockerHub(login) || !isPassword(literal)) continue;
        context.report({
          at: spanInFile(config, script, exposure.span),
          about: { what: `${login.client} login` },
          message: `\`${login.client} login\` in ${describeOwner(script.path) || "this file"} uses the password of an account, not an access token`,
          why: WHY,
          help: "Create an access token that can do no more than this login needs, and store that",
        });
      }
      for (const [name, { at, times, where }] of named) {
        const who = times > 1 ? `${where} and ${times - 1} more log in` : `${where} logs in`;
        context.report({
          at,
          about: { what: name },
          severity: "info",
          message: `${who} to Docker Hub with \`$${name}\`, which is named like the password of an account`,
          why: WHY_NAME,
          help: "Store an access token in it, or better in a variable named for one, such as `DOCKERHUB_TOKEN`",
        });
      }
    },
  },
});

type Names = Map<string, { at: Span; times: number; where: string }>;

function reportAuth({ password }: Auth, image: string, context: RuleContext): void {
  if (password?.kind !== "literal" || namesVariable(password) || !isPassword(password.scalar.value)) return;
  context.report({
    at: password.scalar.span,
    message: `\`auth.password\` of \`${image}\` is the password of an account, not an access token`,
    why: WHY,
    help: "Create an access token with read access and store that",
  });
}

/** True for a literal that can only be a password: no access token, no token of another service, no reference. */
function isPassword(literal: string): boolean {
  // `printf 'token\n'`: the shell leaves the escape to printf.
  const text = literal.trim().replace(/(?:\\[nr])+$/, "");
  if (isAccessToken(text) || findTokens(text).length > 0 || /^dckr_|^\$/.test(text)) return false;
  return judge(text, { key: "password", expected: true }).verdict === "secret";
}

function noteAuth({ password }: Auth, image: string, named: Names): void {
  const text = password?.kind === "variable" ? password.scalar.value.trim() : "";
  const name = /^\$\{?([A-Za-z_]\w*)\}?$/.exec(text)?.[1];
  if (password && name !== undefined && isPasswordName(name)) {
    noteName(named, name, password.scalar.span, `\`auth\` of \`${image}\``);
  }
}

function noteName(named: Names, name: string, at: Span, where: string): void {
  const known = named.get(name);
  if (known) known.times += 1;
  else named.set(name, { at, times: 1, where });
}
