export { addAuth } from "./add-auth.ts";
export { dockerLogin } from "./docker-login.ts";
export type { DockerHubOptions, Strategy, VaultOptions } from "./options.ts";
export { bareTheName, expandTheName, referenceTheName } from "./name-variable.ts";
export { isPrescribedUsername, providerOfLogin } from "./names.ts";
export { passwordToStdin } from "./login-stdin.ts";
export { replaceLiteral } from "./replace-literal.ts";
export { moveArgument } from "./move-argument.ts";
export { moveAuth, moveCloudAuth, moveVariable } from "./move-secret.ts";
export { replaceByVaultLogin } from "./replace-login.ts";
export { revokeVaultToken } from "./vault-logout.ts";
export { vaultLogin } from "./vault-login.ts";
export { type EditVerbs, type YamlReader, type YamlValue, editorOf, readerOf } from "./toolkit.ts";
export { type Declined, type Part, isDeclined } from "./part.ts";
export {
  type RepairContext,
  moveToImage,
  nestCredentials,
  referenceVariables,
  respellContext,
  supplyContext,
} from "./repair.ts";
export { dropSuppression, respellSuppression } from "./suppression.ts";
