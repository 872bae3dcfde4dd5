import type { PlacedToken } from "../../model/index.ts";
import { describeToken, providerOf } from "../../secrets/index.ts";
import type { RuleContext } from "../rule.ts";

/** Says what kind of token stands where, without showing it. */
export function reportToken({ token, text, span }: PlacedToken, place: string, context: RuleContext): void {
  const { shape } = token;
  // A key of several lines is as long in a file with other line endings.
  const secret = text.slice(token.span.start, token.span.end).replaceAll("\r\n", "\n");
  const described = describeToken({ ...token, span: { start: 0, end: secret.length } }, secret);
  const { name, rotate } = providerOf(shape.provider);
  const how = name.startsWith("the ") ? rotate : `${name}: ${rotate}`;
  context.report({
    at: span,
    about: { what: place === "a comment" ? `${shape.id} in a comment` : shape.id },
    severity: shape.severity,
    message: `${described} stands in ${place}`,
    why: WHY_OF_SHAPE[shape.id] ?? WHY[shape.severity],
    help: `Rotate it, because the history of the file keeps it, and take it out of the file. ${how}`,
  });
}

const WHY = {
  error:
    "Whoever can read the repository, its history or the pipeline's page in CircleCI can use it until it is revoked",
  warning: "Whoever can read the repository or its history can use it for all that its scope allows",
  info: "It only uploads reports; whoever can read the repository or its history can send false ones",
};
const WHY_OF_SHAPE: Readonly<Record<string, string>> = {
  jwt: "Whoever can read the repository or its history can use it until it expires",
  "encrypted-private-key": "Whoever can read the repository or its history can try passphrases on it without limit",
  "twilio-key-id": "It is half of a credential: whoever learns the secret of this key can use it",
  "stripe-test-key": "Whoever can read the repository or its history can use it in test mode",
};
