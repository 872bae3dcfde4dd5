/** What a file's jobs have to do with Vault; whoever asks looks first whether they have anything (`mayUseVault`). */
export { type HubCredential, hubCredentialsIn, revokesBeforeLastUse } from "./hub-credentials.ts";
export { type LateCredential, lateCredentialsIn } from "./late-credentials.ts";
export { type MisplacedOidc, misplacedOidcIn } from "./oidc-token.ts";
export { type KeptToken, type UnrevokedLogin, unrevokedLogins } from "./revocation.ts";
export { type StaticVault, staticVaultsIn } from "./static-logins.ts";
export { type UncheckedVault, uncheckedVaultsIn } from "./unchecked.ts";
export { runsVaultBefore, vaultEventsOf } from "./vault-events.ts";
export { vaultValuesOf } from "./vault-values.ts";
