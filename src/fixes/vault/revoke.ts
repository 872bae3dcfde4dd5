/** Revoking is no reason to fail: what is not revoked ends by itself. */
function orRemark(command: string): string {
  return `if ! ${command}; then
  echo "Vault has not revoked the token of this job, which works until its own end" >&2
fi
`;
}

/** `token`: a shell word for the token, where it is not in `VAULT_TOKEN` already. */
export function revokeByCli(token?: string): string {
  return orRemark(`${token === undefined ? "" : `VAULT_TOKEN=${token} `}vault token revoke -self`);
}

/** `headers`: the file that holds them, `-` for standard input, which `before` pipes in. */
export function revokeByCurl(headers: string, before = ""): string {
  const request = `curl -fsS --no-verbose --retry 3 --max-time 30 -H @${headers} -X POST "\${VAULT_ADDR%/}/v1/auth/token/revoke-self"`;
  return TRUST_AUTHORITY + orRemark(before + request);
}

/** Lets curl trust whom Vault's command line would. */
export const TRUST_AUTHORITY = `if [ -n "\${VAULT_CACERT:-}" ]; then export CURL_CA_BUNDLE="$VAULT_CACERT"; fi\n`;
