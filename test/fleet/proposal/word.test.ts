import { marked } from "marked";
import { expect, test } from "vitest";
import { openFleetLinter } from "../../../src/commands/fleet-linter.ts";
import type { PlannedRepository } from "../../../src/fleet/plan.ts";
import { plansOf } from "../../../src/fleet/plans.ts";
import { type Words, ownTemplate, usualTemplate, word } from "../../../src/fleet/proposal/word.ts";
import type { FleetRepository } from "../../../src/fleet/repository.ts";
import { RULES } from "../../../src/rules/index.ts";
import { UserError } from "../../../src/user-error.ts";
import { repositoryNamed } from "../journal-lines.ts";
import { hostileLines } from "../report/hostile.ts";

const WORDS: Words = {
  title: undefined,
  body: usualTemplate(),
  reasons: new Map(RULES.map(({ meta }) => [meta.id, meta.why])),
  version: "1.2.3",
};

const ANONYMOUS = `version: 2.1
jobs:
  build:
    docker:
      - image: node:20
      - image: postgres:16
    steps: [checkout]
  publish:
    machine: { image: ubuntu-2404:current }
    steps:
      - checkout
      - run: docker login -u acme -p "$DOCKERHUB_TOKEN"
      - run: docker pull alpine:3
workflows:
  main:
    jobs: [build, publish]
`;

async function planned(files: Readonly<Record<string, string>>, parts: Partial<FleetRepository> = {}) {
  const repository = { ...repositoryNamed("api"), ...parts };
  const linter = await openFleetLinter({}, "/", "2026-01-01");
  const fetched = new Map(
    Object.entries(files).map(([path, text]) => [path, { kind: "text", text, isExecutable: false } as const]),
  );
  const read = async function* () {
    yield await Promise.resolve({ repository, answer: { files: fetched } });
  };
  for await (const plan of plansOf({ read }, [repository], linter)) return plan.planned;
  throw new Error("there is no plan");
}

test.each([
  ["of a private repository", {}],
  ["of a public one that has forks", { visibility: "public", forks: 3 }],
] as const)("what a proposal says, %s", async (name, parts) => {
  const { title, body, subject, explanation } = word(
    await planned({ ".circleci/config.yml": ANONYMOUS }, parts),
    WORDS,
  );
  expect(subject).toBe(title);
  await expect(`# ${title}\n\n${body}\n\n<!-- the commit\n${explanation}\n-->\n`).toMatchFileSnapshot(
    `texts/${name.replaceAll(" ", "-")}.md`,
  );
});

/** Everything hostile, planned. */
function hostilePlans(): PlannedRepository[] {
  return hostileLines().flatMap((line) => (line.kind === "planned" ? [line.planned] : []));
}

test("nothing of a repository becomes a link, HTML, an image or a mention, and no text is too long for GitHub", () => {
  for (const plan of hostilePlans()) {
    const { title, body, explanation } = word(plan, WORDS);
    const html = marked.parse(body, { async: false });
    const tags = new Set(html.match(/<\/?[a-z][a-z0-9]*/g)?.map((tag) => tag.replace(/<\/?/, "")));
    const known = ["p", "h3", "table", "thead", "tbody", "tr", "th", "td", "code", "pre", "ul", "li", "input", "hr"];
    expect([...tags].filter((tag) => !known.includes(tag))).toEqual([]);
    const plain = html.replaceAll(/<code[^>]*>[^]*?<\/code>/g, "");
    expect(plain.match(/@\w|(?<!&)#\w/g)).toBeNull();
    expect(body.length).toBeLessThan(65_536);
    expect(title).toBe("Keep registry credentials right in CircleCI");
    expect(explanation).not.toMatch(/\p{Cc}(?<!\n)/u);
  }
});

test("a token that somebody made a name of is masked", async () => {
  const token = ["ghp", "9fKq2LmZx7Vb4Nc8Rt1Wy6Pd3Hs5Jg0Uo2Ea"].join("_");
  const plan = await planned({ ".circleci/config.yml": ANONYMOUS });
  const { body } = word({ ...plan, risks: [{ kind: "dynamic", text: `the image \`${token}\` is unknown` }] }, WORDS);
  expect(body).toContain("is unknown");
  expect(body).not.toContain(token.slice(0, 10));
});

test("a template of one's own has the parts where it names them", async () => {
  const body = ownTemplate("Hello {{repository}}\n\n{{risks}}\n\n{{ summary }}\n", "body.md");
  const text = word(await planned({ ".circleci/config.yml": ANONYMOUS }), { ...WORDS, title: "Ours", body });
  expect(text.title).toBe("Ours");
  expect(text.body).toMatch(/^Hello `acme\/api`\n\nThis gives credentials to [^\n]+\n$/);
});

test("a part that there is not is told with its place", () => {
  const read = (): unknown => ownTemplate("a\n  {{diff}}", "body.md");
  expect(read).toThrow(UserError);
  expect(read).toThrow("body.md:2:3: there is no `{{diff}}`");
});
