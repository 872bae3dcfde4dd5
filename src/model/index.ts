export { type FileKind, KIND_NAMES, hasCircleciKeys, isCircleciPath, isConfigPath } from "./classify.ts";
export { type AuthPlace, type LooseCredentials, authPlaces, looseCredentials, misplacedAuths } from "./auth-places.ts";
export { type Config, readConfig } from "./config.ts";
export {
  type Auth,
  type Credential,
  type CredentialName,
  credentialParameter,
  namesVariable,
  readAuth,
  variablesIn,
} from "./credentials.ts";
export { type Runner } from "./namespace.ts";
export { type PlaintextValue, plaintextIn } from "./plaintext.ts";
export type { Pull, PullSite, Use } from "./pulls.ts";
export { declarationOf, expandsEverywhere, scriptsUsing } from "./parameter-use.ts";
export {
  type BashEnv,
  type FoundExposure,
  type LoginArgument,
  type Printed,
  type Traced,
  type WrittenSecret,
  exposuresIn,
  loginsIn,
  secretPartsOf,
  spanInFile,
} from "./exposures/index.ts";
export {
  type BareName,
  type NameArgument,
  type NameAsValue,
  bareNames,
  nameArguments,
  namesSentAsValues,
} from "./env-var-names.ts";
export { knownSecretTexts, secretSpans } from "./secrets.ts";
export { type PlacedToken, tokensIn } from "./tokens.ts";
export { describeOwner, describeValue } from "./value-wording.ts";
export { withoutMirrored } from "./mirrored.ts";
export { type Reach, reachOf, shellsOf } from "./reach.ts";
export { type Script, type WrittenValue, writtenIn } from "./written.ts";
export { type Invocation, holderText } from "./workflows.ts";
export {
  type CredentialGroup,
  type Supplier,
  type Supplies,
  type Unsupplied,
  credentialGroups,
  findUnsupplied,
  groupOf,
  hasNoContext,
  isKnownToSupply,
  neededFromContexts,
  supplierOf,
  variablesOfAuth,
} from "./suppliers.ts";
export { type AnonymousPulls, type JobPulls, anonymousPullsIn, originOf } from "./images/anonymous.ts";
export { repositoryOf } from "./images/engine.ts";
export { type ImagePulls, imagePullsIn } from "./images/image-pulls.ts";
export { type LoginNames, entriesLoggingIn, namesOfLogin, usualLogin } from "./images/hub-logins.ts";
export { type StepLogin, relianceOn } from "./images/logins.ts";
export { type StaticCredential, staticCredentials } from "./images/static-credentials.ts";
export { type StepPull, stepImagesOf } from "./images/step-images.ts";
export { mayUseOtherVariables } from "./other-variables.ts";
export {
  type HubCredential,
  type KeptToken,
  type LateCredential,
  type MisplacedOidc,
  type StaticVault,
  type UncheckedVault,
  type UnrevokedLogin,
  hubCredentialsIn,
  lateCredentialsIn,
  misplacedOidcIn,
  revokesBeforeLastUse,
  runsVaultBefore,
  staticVaultsIn,
  uncheckedVaultsIn,
  unrevokedLogins,
  vaultEventsOf,
  vaultValuesOf,
} from "./vault/index.ts";
export { mayUseVault } from "./vault/may-use-vault.ts";
export { NO_FILES, type Repository } from "./repository.ts";
export type { JobRun, Machine } from "./steps/job-run.ts";
export { jobRunsOf, shellOfRun } from "./steps/job-runs.ts";
export { placesOf } from "./steps/read-steps.ts";
export { runsThrough } from "./steps/step-index.ts";
export type { OrbHook, Step, StepPlace } from "./steps/step.ts";
export { describeImage, describePlace, describeRunner, isAuthenticated, listNames, shownText } from "./wording.ts";
