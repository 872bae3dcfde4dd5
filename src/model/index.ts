export { type FileKind, KIND_NAMES, isConfigPath } from "./classify.ts";
export { type AuthPlace, type LooseCredentials, authPlaces, looseCredentials, misplacedAuths } from "./auth-places.ts";
export { type Config, readConfig } from "./config.ts";
export {
  type Auth,
  type Credential,
  type CredentialName,
  credentialParameter,
  readAuth,
  variablesIn,
} from "./credentials.ts";
export type { Runner } from "./namespace.ts";
export type { Pull, PullSite, Use } from "./pulls.ts";
export { type Invocation, holderText } from "./workflows.ts";
export {
  type CredentialGroup,
  type Supplier,
  type Unsupplied,
  credentialGroups,
  findUnsupplied,
  groupOf,
  hasNoContext,
  supplierOf,
  variablesOfAuth,
} from "./suppliers.ts";
export { describePlace, describeRunner, isAuthenticated, listNames } from "./wording.ts";
