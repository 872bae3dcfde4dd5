import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import process from "node:process";

/** `npm run new-rule <id>`: the folder of a rule, with a case that fails until the rule finds it. */
const id = process.argv[2] ?? "";
const folder = new URL(`../src/rules/${id}/`, import.meta.url);
if (!/^[a-z]+(?:-[a-z]+)+$/.test(id) || existsSync(folder)) {
  process.stderr.write("usage: npm run new-rule <id>, the id new, in lower case, and reading as “allow <id>”\n");
  process.exit(2);
}

mkdirSync(new URL("cases/", folder), { recursive: true });
writeFileSync(
  new URL("rule.ts", folder),
  `import { defineRule } from "../rule.ts";

export default defineRule({
  meta: {
    id: "${id}",
    summary: "Say what to do, as an imperative",
    why: "Say in one sentence what goes wrong if it is ignored.",
    category: "authentication",
    severity: "info",
    fixable: "never",
    since: "0.1.0",
  },
  on: {
    pullSite(_site, _context) {
      // Ask the model and report: context.report({ at, message, why })
    },
  },
});
`,
);
writeFileSync(
  new URL("docs.md", folder),
  `## What it finds

One sentence.

## Why

What goes wrong.

## Example

\`\`\`yaml bad
version: 2.1
\`\`\`

\`\`\`yaml good
version: 2.1
\`\`\`

## Fix

What it changes, and when it does not.
`,
);
writeFileSync(
  new URL("cases/bad-first.yml", folder),
  "# Replace this by a realistic config with the fault in it.\nversion: 2.1\n",
);
writeFileSync(
  new URL("cases/ok-first.yml", folder),
  "# Replace this by a realistic config without the fault.\nversion: 2.1\n",
);
process.stdout.write(`Made src/rules/${id}/. Next: npm run gen, then npx vitest run test/rules.test.ts\n`);
