export { addAuth } from "./add-auth.ts";
export { type DockerHubOptions, isDeclined } from "./options.ts";
export {
  type RepairContext,
  moveToImage,
  nestCredentials,
  referenceVariables,
  respellContext,
  supplyContext,
} from "./repair.ts";
