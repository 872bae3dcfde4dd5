export { describeToken, hint } from "./describe.ts";
export { findLooseSecrets } from "./loose.ts";
export { isAccessToken, isPasswordName } from "./docker-hub.ts";
export { readKeyName } from "./key-names.ts";
export { type Judgement, type Surroundings, judge } from "./judge.ts";
export { PROVIDERS, type Provider, providerOf } from "./providers.ts";
export { type FoundToken, findTokens } from "./scan.ts";
export { TOKEN_SHAPES } from "./tokens.ts";
export { findUserinfo, isLocalHost } from "./userinfo.ts";
