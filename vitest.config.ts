import process from "node:process";
import { defineConfig } from "vitest/config";

/** Where `.ci/run` wants the totals. */
const report = process.env["CIRCLESEC_TEST_REPORT"];

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/package/build-folder.ts"],
    testTimeout: 60_000,
    ...(report ? { reporters: ["default", ["json", { outputFile: report }]] } : {}),
  },
});
