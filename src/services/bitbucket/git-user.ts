/** Who says who we are to git: a token of its own kind has a user of its own, whoever it is of. */
export function asGitUser(header: string | undefined): string | undefined {
  const [, token] = /^Bearer (.*)$/s.exec(header ?? "") ?? [];
  if (token !== undefined) return basic(`x-token-auth:${token}`);
  const [, encoded = ""] = /^Basic (.*)$/s.exec(header ?? "") ?? [];
  const [, address, secret] = /^([^:]*@[^:]*):(.*)$/s.exec(Buffer.from(encoded, "base64").toString()) ?? [];
  return address === undefined ? header : basic(`x-bitbucket-api-token-auth:${secret}`);
}

function basic(credential: string): string {
  return `Basic ${Buffer.from(credential).toString("base64")}`;
}
