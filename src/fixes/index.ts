export { type FixContext, addAuth } from "./add-auth.ts";
export { addContext } from "./add-context.ts";
export {
  DEFAULT_CONTEXT,
  DEFAULT_TOKEN,
  DEFAULT_USERNAME,
  type Declined,
  type DockerHubOptions,
  isDeclined,
} from "./options.ts";
export { type RepairContext, nestCredentials, referenceVariables, respellContext, supplyContext } from "./repair.ts";
