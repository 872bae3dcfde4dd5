import { test } from "node:test";
import { checkPlugin } from "circlesec/testing";
import acme from "../acme.mjs";

for (const { name, run } of checkPlugin(acme, { cases: new URL("./cases/", import.meta.url) })) test(name, run);
