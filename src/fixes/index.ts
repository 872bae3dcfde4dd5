export { addAuth } from "./add-auth.ts";
export type { DockerHubOptions } from "./options.ts";
export { isDeclined } from "./part.ts";
export {
  type RepairContext,
  moveToImage,
  nestCredentials,
  referenceVariables,
  respellContext,
  supplyContext,
} from "./repair.ts";
