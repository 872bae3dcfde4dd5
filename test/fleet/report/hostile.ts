import type { JournalLine } from "../../../src/fleet/journal-line.ts";
import { repositoryKey } from "../../../src/fleet/repository.ts";
import { plannedRepository, proposedLine, repositoryNamed } from "../journal-lines.ts";

/** What repositories could hold to be more than text, for one format or another. */
const HOSTILE = [
  `</script><script>document.title="taken"</script>`,
  `<img src=http://evil.test/x onerror='document.title="taken"'>`,
  `"><svg onload=document.title="taken">`,
  `' onmouseover='document.title="taken"' x='`,
  `</pre></details></main><style>@import "http://evil.test/y"</style>`,
  `</title><base href=http://evil.test/>`,
  `<!--`,
  `]]>`,
  `a\u2028b\u2029c`,
  `\u001B[31mred\u001B[2J\u001B]8;;http://evil.test\u0007link`,
  `safe\u202Etxt.exe\u2066`,
  `nul\u0000end`,
  `=HYPERLINK("http://evil.test","x")`,
  `+1+cmd|' /C calc'!A0`,
  `-2+3`,
  `@SUM(A1)`,
  `\t=1+1`,
  `\uFF1D1+1`,
  `@octocat #12 acme/x#3 https://evil.test www.evil.test`,
  "`code` ![x](http://evil.test/i.png) [y](javascript:alert(1)) | cell \\| \\",
  `&lt;script&gt; &#106;`,
  `x`.repeat(5000),
  `\uD800 half`,
  `__proto__`,
  `constructor`,
];

/** A campaign in which every text of others is hostile in one way, one repository for each. */
export function hostileLines(): JournalLine[] {
  return HOSTILE.flatMap((text, index): JournalLine[] => {
    const name = `r${index}`;
    const url = index % 2 === 0 ? `javascript:document.title="taken"//${index}` : `https://u:p@evil.test/${text}`;
    const repository = {
      ...repositoryNamed(name),
      name: `acme${index % 3 === 0 ? text : ""}/${text}`,
      host: text,
      url,
      topics: [text, "t"],
      base: { branch: text, commit: "a".repeat(40) },
    };
    const key = repositoryKey(repository);
    const finding = {
      rule: text,
      severity: "error",
      message: text,
      why: text,
      help: text,
      line: 1,
      column: 1,
    } as const;
    const planned = plannedRepository(name, "c", {
      repository,
      files: [
        {
          path: text,
          kind: text,
          findings: [
            { ...finding, fix: undefined },
            { ...finding, fix: { title: text, safety: "unsafe" } },
          ],
          applied: [{ rule: text, message: text, line: 1, title: text, safety: "safe" }],
          refused: [{ rule: text, line: 1, title: text, reason: text }],
          crashes: [text],
          diff: `--- a/${text}\n+++ b/${text}\n@@ -1 +1 @@\n-${text}\n+${text}\n`,
        },
      ],
      unread: [{ path: text, message: text }],
      risks: [{ kind: "forks", text }],
      change: {
        digest: "c",
        paths: [text],
        setup: [
          { kind: "context", context: text, variables: [text] },
          { kind: "rotation", account: text, how: text, page: text },
        ],
      },
    });
    const lines: JournalLine[] = [{ kind: "planned", key, options: "o", planned }];
    if (index % 3 === 1) {
      lines.push({ ...proposedLine(name, { url, branch: text, change: "c", state: "open" }), key, repository });
    }
    if (index % 3 === 2) lines.push({ kind: "held", key, reason: text });
    return lines;
  });
}

/** Texts that each hostile one brings. */
export const HOSTILE_REPOSITORIES = HOSTILE.length;
