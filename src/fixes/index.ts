export { addAuth } from "./add-auth.ts";
export { type DockerHubOptions, isDeclined } from "./options.ts";
export { type RepairContext, nestCredentials, referenceVariables, respellContext, supplyContext } from "./repair.ts";
