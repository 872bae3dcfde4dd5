/** Why a text is no secret, whatever its name says. */
export type NoSecret = "empty" | "reference" | "name" | "placeholder" | "structure" | "throw-away" | "publishable";

const REFERENCE =
  /^(?:\$[A-Za-z_]\w*|\$\{[A-Za-z_]\w*(?::?[?+][^}]*|:?[-=])?\}|\$\(.*\)|`.*`|\$\{?\s*<<[^<>]*>>\s*\}?|<<[^<>]*>>|\{\{.*\}\}|%\w+%|\$env:\w+|\$\{\{.*\}\}|\*[\w-]+)$/s;
/** A variable's name; letters and underscores, in capitals as they are written by nearly everybody. */
const NAME = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$|^[A-Z]{2,20}$/;
const SCALAR = /^(?:true|false|yes|no|on|off|null|none|nil|~|[-_.*?]{1,3}|-?\d{1,8}(?:\.\d+)?)$/i;

/** Texts with a shape that says what they are (docs: facts on known false positives). */
const STRUCTURES: readonly RegExp[] = [
  /^(?:[0-9a-f]{2}:){15}[0-9a-f]{2}$/i,
  /^SHA256:[A-Za-z0-9+/=]{43,44}$/,
  /^(?:[A-Z]{1,3}:){7}[A-Z]{1,3}$/,
  /@?sha256:[0-9a-f]{64}$/i,
  /^[\w-]+\/[\w-]+@[\w.-]+$/,
  /^v?\d+(?:\.\d+){1,3}(?:[-+][\w.]+)?$/,
  /\{\{[^}]*\}\}/,
  /^(?:~|\.{1,2})?\/[^\s]*$/,
  /^(?:[\w.@-]+\/)+[\w.@-]+\.[a-z]{1,6}$/i,
  /^[\w-]+\.(?:json|ya?ml|pem|key|p12|pfx|jks|txt|env|gpg|asc|crt|cer|sh|toml|ini|properties)$/i,
  /^https?:\/\/[^\s:@]+$/i,
  /^arn:aws[\w-]*:/,
  /^projects\/[\w-]+\/secrets\/[\w-]+(?:\/versions\/\w+)?$/,
  /^ENC\[.*\]$/,
  /^(?:([0-9a-f])\1){8,}$/i,
  /^00112233445566778899aabbccddeeff/i,
  /^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/,
  /^0{8}-(?:0{4}-){3}0{12}$/,
];

/** Values that vendors call safe to publish. */
const PUBLISHABLE: readonly RegExp[] = [
  /^https:\/\/[0-9a-f]{32}@[\w.-]+\/\d+$/,
  /^AIza[\w-]{35}$/,
  /^pk_(?:test|live)_\w+$/,
  /^pk\.[\w-]+\.[\w-]+$/,
  /^-----BEGIN (?:PUBLIC KEY|RSA PUBLIC KEY|CERTIFICATE|PGP PUBLIC KEY BLOCK)-----/,
  /^ssh-(?:rsa|ed25519) /,
];

/** Values that everybody uses for what is thrown away with the job. */
const THROW_AWAY = new Set(
  "postgres postgresql mysql mariadb mongo mongodb redis rabbit rabbitmq guest admin administrator root user sa trust minio minioadmin minioaccesskey miniosecretkey elastic changeme changeit letmein qwerty abc123 12345678 circle circleci ci ubuntu vagrant docker default none password passw0rd p@ssw0rd secret token key hunter2 yourstrong(!)password pass123 toor".split(
    " ",
  ),
);
/** Words that mark an invented value wherever they stand in it; not letters that happen to meet in a random one. */
const INVENTED =
  /(?:^|[^a-z\d])(?:my|the|your|not|no|a)?[-_ ]?(?:test|tests|testing|tester|dummy|example|examples|sample|fake|mock|mocked|placeholder|redacted|change[-_ ]?me|changethis|insecure|unsafe|invalid|unused|ignored?|whatever|anything|something|foo|bar|baz|foobar|foobarbaz|lorem|xxx+|todo|tbd|null|nothing|notreal|notrealapikey|notasecret|notsecret|localhost|local|dev|development|demo|ci|password|passwd|passw0rd|secret|secretpass|mysecretpassword|mypassword|mysecret|supersecret|topsecret|secretkey|fakekey|testkey|testpass|testpassword|testtoken|default)\d{0,8}(?:$|[^a-z\d])/i;
const RUN = /^(?:(.)\1{3,}|(?:0?1234567890?|abcdefgh|deadbeef|cafebabe)\w*)$/i;

/** Says why a text under a credential-like name is no secret; `undefined` when nothing says so. */
export function recognize(value: string, key: string): NoSecret | undefined {
  if (value === "") return "empty";
  if (REFERENCE.test(value) || (key !== "" && isMostlyReference(value))) return "reference";
  if (SCALAR.test(value)) return "structure";
  if (NAME.test(value)) return "name";
  if (isPlaceholder(value)) return "placeholder";
  if (STRUCTURES.some((shape) => shape.test(value))) return "structure";
  if (PUBLISHABLE.some((shape) => shape.test(value))) return "publishable";
  return isThrowAway(value, key) ? "throw-away" : undefined;
}

/** True when what is left beside references is too short for a secret: `Bearer $TOKEN`. */
function isMostlyReference(value: string): boolean {
  const rest = value.replaceAll(/<<[^<>]*>>|\$\{\w+\}|\$[A-Z_][A-Z0-9_]*(?![a-z])/g, "");
  return rest !== value && rest.length < 12;
}

function isPlaceholder(value: string): boolean {
  return /^<[^<>]*>$|^\[[^[\]]*\]$|^\*{3,}$|^x{3,}$|^\.{3,}$|^(?:your|my)[-_ ]?[\w-]*[-_ ](?:here|token|key|password)$/i.test(
    value,
  );
}

function isThrowAway(value: string, key: string): boolean {
  const text = value.toLowerCase();
  if (
    /password|passw[o]?rd|changeme/.test(
      text.replaceAll("@", "a").replaceAll("0", "o").replaceAll("$", "s").replaceAll("1", "i"),
    )
  )
    return true;
  if (THROW_AWAY.has(text) || RUN.test(text) || INVENTED.test(value)) return true;
  // One short word of letters, with a few digits at most: nobody guards anything with it.
  if (/^[a-z]{1,14}\d{0,4}$/.test(value)) return true;
  return key !== "" && text.replaceAll(/[^a-z\d]/g, "") === key.toLowerCase().replaceAll(/[^a-z\d]/g, "");
}
