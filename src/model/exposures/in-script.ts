/** What a script that was parsed does with credentials; few files have one that is worth it. */
export { findLogins, secretPartsOf } from "./logins.ts";
export { findPrinted } from "./printed.ts";
export { findWritten } from "./written.ts";
