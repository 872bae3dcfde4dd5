/**
 * True for what Docker Hub issues as an access token: `dckr_pat_…`, `dckr_oat_…`, and the bare UUIDs of old personal
 * access tokens (docs: facts on Docker Hub credentials).
 */
export function isAccessToken(text: string): boolean {
  return /^dckr_[po]at_[\w-]{20,}$|^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text.trim());
}

/** True for a variable that is named like a password and not like a token. */
export function isPasswordName(name: string): boolean {
  const words = name.toUpperCase().split("_");
  const isPassword = words.some((word) => /^(?:PASS|\w*PASSWORD|PASSWD|PASSPHRASE|PWD|PW)$/.test(word));
  return isPassword && !words.some((word) => /^(?:\w*TOKEN|PAT|OAT|KEY|FILE|PATH)$/.test(word));
}
