import { dirname } from "node:path";
import { describe, expect, it } from "vitest";
import { findSettings } from "../../src/find-settings/index.ts";
import { RULES } from "../../src/rules/index.ts";
import { UserError } from "../../src/user-error.ts";
import { memoryDisk } from "../io/memory-disk.ts";

/** What the settings of a repository at `/r` say of a file. */
async function settingsOf(path: string, files: Readonly<Record<string, string>>, chosen?: string) {
  const texts = Object.entries(files).map(([name, text]) => [`/r/${name}`, text] as const);
  const disk = memoryDisk({ "/r/.git/HEAD": "", ...Object.fromEntries(texts) });
  const folder = dirname(`/r/${path}`);
  const found = await findSettings([folder], { cwd: "/r", disk, chosen });
  const settings = found.get(folder);
  return { sections: settings?.for(`/r/${path}`), ignoredBy: settings?.ignoredBy(`/r/${path}`) };
}

describe("overrides", () => {
  const text = `
strategy: vault
dockerHub: { context: acme, token: A }
overrides:
  - files: [a/, "!a/b/"]
    dockerHub: { context: one }
    rules: { leaked-token: warning }
  - files: ["*.old.yml"]
    dockerHub: { context: two }
`;
  it.each([
    ["x.yml", { strategy: "vault", dockerHub: { context: "acme", token: "A" } }],
    ["a/x.yml", { strategy: "vault", dockerHub: { context: "one", token: "A" }, rules: { "leaked-token": "warning" } }],
    [
      "a/x.old.yml",
      { strategy: "vault", dockerHub: { context: "two", token: "A" }, rules: { "leaked-token": "warning" } },
    ],
    ["c/a.old.yml", { strategy: "vault", dockerHub: { context: "two", token: "A" } }],
  ])("say of %s what their patterns match, later ones last", async (path, expected) => {
    expect((await settingsOf(path, { ".circlesec.yml": text })).sections).toEqual(expected);
  });

  it("are relative to the folder of the file", async () => {
    const override = "overrides:\n  - files: [/x.yml]\n    strategy: vault\n";
    const files = { "s/.circlesec.yml": override };
    expect((await settingsOf("s/x.yml", files)).sections?.strategy).toBe("vault");
    expect((await settingsOf("s/s/x.yml", files)).sections?.strategy).toBeUndefined();
  });

  it("are relative to the current folder in a file that was chosen", async () => {
    const override = "overrides:\n  - files: [/x.yml]\n    strategy: vault\n";
    expect((await settingsOf("x.yml", { "s/any.yml": override }, "s/any.yml")).sections?.strategy).toBe("vault");
  });
});

describe("ignore", () => {
  it.each([
    ["old/a/x.yml", ".circlesec.yml"],
    ["new/x.gen.yml", ".circlesec.yml"],
    ["new/kept.gen.yml", undefined],
    ["new/x.yml", undefined],
  ])("of %s: %s", async (path, expected) => {
    const files = { ".circlesec.yml": "ignore: [old/, '*.gen.yml', '!kept.gen.yml']\n" };
    expect((await settingsOf(path, files)).ignoredBy).toBe(expected);
  });
});

describe("a key of a Vault for another engine", () => {
  it("is told where the engine is the default", async () => {
    await expect(settingsOf("x.yml", { ".circlesec.yml": "vault: { path: ci/hub }\n" })).rejects.toThrow(
      ".circlesec.yml:1:10: `vault.path` is for the engines `kv2` and `kv1`, and `vault.engine` is `dockerhub`, its default",
    );
  });

  it("fits the engine that the file has for all", async () => {
    const text = "vault: { engine: kv2 }\noverrides: [{ files: [a/], vault: { path: ci/hub } }]\n";
    const { sections } = await settingsOf("a/x.yml", { ".circlesec.yml": text });
    expect(sections?.vault).toEqual({ engine: "kv2", path: "ci/hub" });
  });

  it("is gone where a later layer names an engine of another kind", async () => {
    const text =
      "vault: { engine: kv2, path: ci/hub, role: r }\noverrides: [{ files: [a/], vault: { engine: dockerhub } }]\n";
    const { sections } = await settingsOf("a/x.yml", { ".circlesec.yml": text });
    expect(sections?.vault).toEqual({ engine: "dockerhub", role: "r" });
  });
});

const NONE = {};
/** Packages in `node_modules`, by what `package.json` says. */
const PACKAGES = {
  "node_modules/@acme/ci/package.json":
    '{ "exports": { "./circlesec": "./all.yml", "./strict": { "import": "./s.yml" } } }',
  "node_modules/@acme/ci/all.yml": "dockerHub: { context: acme }\n",
  "node_modules/@acme/ci/s.yml": "extends: strict\n",
  "node_modules/@acme/ci/more/any.json": '{ "strategy": "vault" }',
  "node_modules/one/package.json": '{ "main": "settings.json" }',
  "node_modules/one/settings.json": '{ "dockerHub": { "context": "one" } }',
  "node_modules/two/package.json": '{ "exports": "./x.yaml" }',
  "node_modules/two/x.yaml": "dockerHub: { context: two }\n",
  "node_modules/code/package.json": '{ "main": "index.css" }',
  "node_modules/code/index.css": "",
  "node_modules/out/package.json": '{ "main": "../one/settings.json" }',
};

async function extending(text: string, files: Readonly<Record<string, string>> = NONE) {
  return settingsOf("a/x.yml", { "a/.circlesec.yml": text, ...PACKAGES, ...files });
}

async function complaintAbout(text: string, files: Readonly<Record<string, string>> = NONE) {
  const error = await extending(text, files).catch((thrown: unknown) => thrown);
  return error instanceof UserError ? [error.message, error.help] : error;
}

describe("extends", () => {
  it("takes a preset, which its own keys change", async () => {
    const { sections } = await extending("extends: strict\nrules: { leaked-token: off }\n");
    expect(sections?.rules).toMatchObject({ "leaked-token": "off", "unauthenticated-pull": "error" });
    expect(sections?.dockerHub).toMatchObject({ unresolvedImages: "warning" });
  });

  it("lets later ones win, and `recommended` take back", async () => {
    const { sections } = await extending("extends: [strict, rate-limits]\n");
    expect(sections?.dockerHub).toMatchObject({ servedPulls: "info", unresolvedImages: "warning" });
    const reset = (await extending("extends: [strict, recommended]\n")).sections;
    expect(reset?.dockerHub).toEqual({ unresolvedImages: "off" });
    expect(reset?.rules).toMatchObject({
      "account-password": RULES.find(({ meta }) => meta.id === "account-password")?.meta.severity,
    });
  });

  it("takes files, by their place, with what they extend", async () => {
    const files = {
      "team.yml": "extends: ./more/org.json\ndockerHub: { context: team }\nignore: [old/]\n",
      "more/org.json": '{ "dockerHub": { "context": "org", "token": "ORG" }, "ignore": ["gen/"] }',
    };
    const text = "extends: ../team.yml\nignore: [mine/]\n";
    expect((await extending(text, files)).sections).toEqual({ dockerHub: { context: "team", token: "ORG" } });
    const named = { "a/.circlesec.yml": text, ...files };
    for (const folder of ["old", "gen", "mine"]) {
      expect((await settingsOf(`a/${folder}/x.yml`, named)).ignoredBy).toBe("a/.circlesec.yml");
    }
  });

  it("puts its own keys over the overrides of what it extends", async () => {
    const files = { "team.yml": "overrides: [{ files: [x.yml], dockerHub: { context: theirs, token: T } }]\n" };
    const { sections } = await extending("extends: [../team.yml]\ndockerHub: { context: mine }\n", files);
    expect(sections?.dockerHub).toEqual({ context: "mine", token: "T" });
  });

  it.each([
    ["@acme/ci", { dockerHub: { context: "acme" } }],
    ["@acme/ci/more/any.json", { strategy: "vault" }],
    ["one", { dockerHub: { context: "one" } }],
    ["two", { dockerHub: { context: "two" } }],
  ])("takes the package %s", async (name, expected) => {
    expect((await extending(`extends: "${name}"\n`)).sections).toEqual(expected);
  });

  it("takes what a package exports under a name", async () => {
    const { sections } = await extending('extends: "@acme/ci/strict"\n');
    expect(sections?.dockerHub).toMatchObject({ unresolvedImages: "warning" });
  });

  it("lets the engine come from what it extends", async () => {
    const files = { "team.yml": "vault: { engine: kv2 }\n" };
    const { sections } = await extending("extends: ../team.yml\nvault: { path: ci/hub }\n", files);
    expect(sections?.vault).toEqual({ engine: "kv2", path: "ci/hub" });
  });

  const at = "a/.circlesec.yml:1:10";
  const item = "a/.circlesec.yml:1:11";
  it.each<[string, Readonly<Record<string, string>>, string, string | undefined]>([
    ["extends: ./no.yml\n", NONE, `${at}: there is no file \`./no.yml\``, undefined],
    ["extends: [./no.yml]\n", NONE, `${item}: there is no file \`./no.yml\``, undefined],
    ["extends: no\n", NONE, `${at}: the package \`no\` is not installed here`, undefined],
    [
      "extends: team.yml\n",
      NONE,
      `${at}: the package \`team.yml\` is not installed here; a file is written \`./team.yml\``,
      undefined,
    ],
    [
      "extends: strikt\n",
      NONE,
      `${at}: there is no preset and no package \`strikt\`; did you mean \`strict\`?`,
      undefined,
    ],
    [
      "extends: code\n",
      NONE,
      `${at}: the package \`code\` has no settings: it wants a file of settings as \`exports["./circlesec"]\` or \`main\``,
      undefined,
    ],
    [
      "extends: out\n",
      NONE,
      `${at}: the package \`out\` has no settings: it wants a file of settings as \`exports["./circlesec"]\` or \`main\``,
      undefined,
    ],
    ['extends: "@acme/ci/none"\n', NONE, `${at}: the package \`@acme/ci\` has no file \`none\``, undefined],
    [
      "extends: ../t.yml\n",
      { "t.yml": "strateg: vault\n" },
      "t.yml:1:1: there is no key `strateg` in settings; did you mean `strategy`?",
      `It is extended at ${at}`,
    ],
    [
      "extends: ../t.yml\n",
      { "t.yml": "\nextends: ./u.yml\n", "u.yml": "strategy: x\n" },
      "u.yml:1:11: `strategy` wants `context` or `vault`",
      `It is extended at t.yml:2:10, and that at ${at}`,
    ],
    [
      "extends: ../t.yml\n",
      { "t.yml": "extends: ./a/.circlesec.yml\n" },
      "t.yml:1:10: `extends` leads in a circle: a/.circlesec.yml → t.yml → a/.circlesec.yml",
      `It is extended at ${at}`,
    ],
    [
      "extends: ../t.txt\n",
      { "t.txt": "" },
      `${at}: a settings file ends in \`.yml\`, \`.yaml\`, \`.json\`, \`.js\` or \`.mjs\``,
      undefined,
    ],
  ])("says what is wrong with %j beside %j", async (text, files, message, help) => {
    expect(await complaintAbout(text, files)).toEqual([message, help]);
  });

  it("lets two files extend the same third", async () => {
    const files = { "b.yml": "extends: ./d.yml\n", "c.yml": "extends: ./d.yml\n", "d.yml": "strategy: vault\n" };
    expect((await extending("extends: [../b.yml, ../c.yml]\n", files)).sections).toEqual({ strategy: "vault" });
  });
});

describe("settings in package.json", () => {
  const manifest = (value: string) => `{\n  "name": "acme",\n  "circlesec": ${value}\n}\n`;

  it("are those of its key, and there are none without it", async () => {
    const files = {
      "a/package.json": manifest('{ "strategy": "vault" }'),
      "a/b/package.json": '{ "name": "circlesec" }',
    };
    expect((await settingsOf("a/b/x.yml", files)).sections).toEqual({ strategy: "vault" });
  });

  it("are wrong at their place in it", async () => {
    const error = settingsOf("x.yml", { "package.json": manifest('{ "strateg": "vault" }') });
    await expect(error).rejects.toThrow(
      "package.json:3:18: there is no key `strateg` in settings; did you mean `strategy`?",
    );
  });

  it("are told as wrong where the file is no JSON and may hold some", async () => {
    await expect(settingsOf("x.yml", { "package.json": '{ "circlesec": { ' })).rejects.toThrow(/^package\.json:1:/);
    expect((await settingsOf("x.yml", { "package.json": "{ oops" })).sections).toBeUndefined();
  });

  it("leave alone what else is in it", async () => {
    const token = ["dckr", "pat", "Zq3vT8mKx0Lw9RbYc2NfHsJd5Gp"].join("_");
    const text = manifest("{}").replace('"acme"', `"${token}"`);
    expect((await settingsOf("x.yml", { "package.json": text })).sections).toEqual({});
    const inside = settingsOf("x.yml", { "package.json": manifest(`{ "dockerHub": { "token": "${token}" } }`) });
    await expect(inside).rejects.toThrow("is written here");
  });

  it("can be extended", async () => {
    const files = { "package.json": manifest('{ "strategy": "vault" }') };
    expect((await extending("extends: ../package.json\n", files)).sections).toEqual({ strategy: "vault" });
  });

  it("are one too many beside another file", async () => {
    const files = { ".circlesec.yml": "", "package.json": manifest("{}") };
    await expect(settingsOf("x.yml", files)).rejects.toThrow("both `.circlesec.yml` and `package.json` are in `.`");
  });
});
