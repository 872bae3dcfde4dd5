import { join } from "node:path";
import process from "node:process";
import { describe, expect, it } from "vitest";
import { buildCopy } from "../package/build.ts";
import { run } from "../package/run.ts";
import { CONFIG, type Files, checkoutWith, readIn } from "./checkout.ts";
import { OPEN } from "./configs.ts";
import { REPORT, plugin } from "./plugin-text.ts";
import { parseReport } from "./report.ts";

const CLI = join(buildCopy(), "dist/cli.cjs");
const SETTINGS = ".circlesec.yml";
const BUILT_IN = "unauthenticated-pull";

function lint(files: Files, args: readonly string[] = []) {
  const folder = checkoutWith({ [CONFIG]: OPEN, ...files });
  const { status, stdout, stderr } = run(process.execPath, [CLI, "lint", "--format", "json", ...args], { cwd: folder });
  const report = stdout === "" ? undefined : parseReport(stdout);
  return { status, stderr, rules: report?.findings.map(({ rule }) => rule), errors: report?.errors ?? [] };
}

/** What a run with one plugin, which is a file, gives. */
function lintWith(text: string, settings = "", args: readonly string[] = []) {
  return lint({ [SETTINGS]: `plugins: [./rules/acme.mjs]\n${settings}`, "rules/acme.mjs": text }, args);
}

describe("a plugin", () => {
  it("is a file beside the settings, whose rules run with the built-in ones", () => {
    const { rules, status, errors } = lintWith(plugin(REPORT));
    expect(rules).toEqual(["acme/unowned-image", BUILT_IN]);
    expect(errors).toEqual([]);
    expect(status).toBe(1);
  });

  it.each<[string, string, Files]>([
    [
      "of CommonJS",
      "acme-rules",
      { "index.js": plugin(REPORT).replace("export default", "exports.default =") + "\nexports.__esModule = true;" },
    ],
    [
      "with `exports` for import only",
      "acme-rules",
      { "package.json": '{"exports":{".":{"import":"./a.mjs"}}}', "a.mjs": plugin(REPORT) },
    ],
    [
      "with a file of its own",
      "@acme/rules/more",
      { "package.json": '{"exports":{"./more":{"types":"./a.d.ts","import":"./a.mjs"}}}', "a.mjs": plugin(REPORT) },
    ],
  ])("is a package %s", (_, name, files) => {
    const home = `node_modules/${name.replace("/more", "")}`;
    const placed = Object.fromEntries(Object.entries(files).map(([path, text]) => [`${home}/${path}`, text]));
    const { rules, errors } = lint({ ...placed, [SETTINGS]: `plugins: ["${name}"]\n` });
    expect(errors).toEqual([]);
    expect(rules).toEqual(["acme/unowned-image", BUILT_IN]);
  });

  it("has severities and `off` for its rules like built-in ones", () => {
    const off = lintWith(plugin(REPORT), "rules: { acme/unowned-image: off, unauthenticated-pull: off }\n");
    expect(off).toMatchObject({ status: 0, rules: [] });
    expect(lintWith(plugin(REPORT), "rules: { acme/unowned-image: info, unauthenticated-pull: off }\n").status).toBe(0);
    expect(lintWith(plugin(REPORT), "", ["--rule", "acme/unowned-image"]).rules).toEqual(["acme/unowned-image"]);
  });

  it("gets its options, checked and of the type that it wants", () => {
    const options =
      "options: { properties: { max: { type: 'integer' }, strict: { type: 'boolean' }, who: { type: 'string' } }, defaults: { max: 1, strict: false, who: 'us' } },";
    const says =
      "config(config, { report, options }) { report({ at: { start: 0, end: 1 }, message: JSON.stringify(options), why: 'W' }); }";
    const settings = "rules: { acme/unowned-image: { max: 3, strict: true } }\n";
    const folder = checkoutWith({
      [CONFIG]: OPEN,
      [SETTINGS]: `plugins: [./a.mjs]\n${settings}`,
      "a.mjs": plugin(says, options),
    });
    const { stdout } = run(process.execPath, [CLI, "lint", "--rule", "acme/unowned-image"], { cwd: folder });
    expect(stdout).toContain('{"max":3,"strict":true,"who":"us"}');
  });

  it("is left out with --no-plugins, with what settings say about its rules", () => {
    const { rules, status } = lintWith("process.exit(7)", "rules: { acme/unowned-image: off }\n", ["--no-plugins"]);
    expect(rules).toEqual([BUILT_IN]);
    expect(status).toBe(1);
  });
});

describe("a bad plugin is named, and the others run", () => {
  it.each([
    ["throws while it loads", 'throw new Error("no licence");', "it does not load: no licence"],
    ["throws what is no error", "throw 1;", "it throws something that is no error"],
    ["does not parse", "export default {", "it does not load: "],
    ["rejects a promise", plugin(REPORT) + "\nPromise.reject(new Error('later'));", "it does not load: later"],
    ["imports what is not there", 'import "./nowhere.mjs";', "it does not load: Cannot find module"],
    ["has no default export", "export const rules = [];", "its default export is no object with `meta` and `rules`"],
    ["has no name", plugin(REPORT, "", "Acme Inc"), "`meta.name` wants lower-case letters, digits and `-`"],
    ["has a rule without an id", plugin(REPORT, "", "acme", ""), "`rules[0]`: `meta.id` wants lower-case letters"],
    [
      "listens to nothing",
      plugin("pullSites() {}"),
      "rule `unowned-image`: `on.pullSites` is never called; did you mean `pullSite`?",
    ],
    [
      "has two rules of one id",
      plugin(REPORT).replace(/\[(\{.*\}),?\s*\]/s, "[$1, $1]"),
      "two of its rules have the id `unowned-image`",
    ],
  ])("%s", (_, text, message) => {
    const { status, rules, errors, stderr } = lintWith(text);
    expect(stderr).toBe("");
    expect(rules).toEqual([BUILT_IN]);
    expect(errors).toEqual([
      { path: SETTINGS, message: expect.stringContaining("plugin `./rules/acme.mjs` is left out: ") },
    ]);
    expect(errors[0]?.message).toContain(message);
    expect(status).toBe(2);
  });

  it.each([
    ["./rules/nowhere.mjs", "there is no such file"],
    ["acme-nowhere", "there is no such package"],
    ["fs", "it is a module of Node.js"],
  ])("is not there: %s", (name, message) => {
    const { status, rules, errors } = lint({
      [SETTINGS]: `plugins: ["${name}", ./good.mjs]\n`,
      "good.mjs": plugin(REPORT),
    });
    expect(rules).toEqual(["acme/unowned-image", BUILT_IN]);
    expect(errors[0]?.message).toBe(
      `plugin \`${name}\` is left out: ${message}${name.startsWith("acme") ? " beside the settings, or it does not export this" : ""}`,
    );
    expect(status).toBe(2);
  });

  it("has the name of another", () => {
    const files = { "a.mjs": plugin(REPORT), "b.mjs": plugin(REPORT) };
    const { rules, errors } = lint({ ...files, [SETTINGS]: "plugins: [./a.mjs, ./b.mjs]\n" });
    expect(rules).toEqual(["acme/unowned-image", BUILT_IN]);
    expect(errors[0]?.message).toBe("plugin `./b.mjs` is left out: another plugin is called `acme` too");
  });

  it.each([
    ["throws", "config() { throw new Error('oops'); }", "oops"],
    ["is asynchronous", "async config() { throw new Error('oops'); }", "its listener is asynchronous"],
    [
      "reports a place out of the file",
      "config(c, { report }) { report({ at: { start: 0, end: 9999 }, message: 'm', why: 'w' }); }",
      "it reports the place 0 to 9999",
    ],
    ["reports nothing", "config(c, { report }) { report(); }", "it reports something that is no object"],
    [
      "has half a fix",
      "config(c, { report }) { report({ at: { start: 0, end: 1 }, message: 'm', why: 'w', fix: { title: 't' } }); }",
      "`safety` of its fix is none",
    ],
  ])("has a rule that %s", (_, listener, message) => {
    const { status, rules, errors, stderr } = lintWith(plugin(listener));
    expect(stderr).toBe("");
    expect(rules).toEqual([BUILT_IN]);
    expect(errors).toEqual([{ path: CONFIG, message: expect.stringContaining(message) }]);
    expect(errors[0]?.message).toContain("rule `acme/unowned-image` of the plugin `acme` failed: ");
    expect(status).toBe(2);
  });

  it("has a fix that does not hold: the file stays, and the plugin is named", () => {
    const listener =
      "pullSite(site, { report }) { const fix = { title: 'Break it', safety: 'safe', edits: [{ start: 0, end: 7, text: 'oops' }], expects: [], setup: [] }; report({ at: site.span, message: 'm', why: 'w', fix }); }";
    const folder = checkoutWith({ [CONFIG]: OPEN, [SETTINGS]: "plugins: [./a.mjs]\n", "a.mjs": plugin(listener) });
    const { status, stdout } = run(process.execPath, [CLI, "fix", "--rule", "acme/unowned-image"], { cwd: folder });
    expect(stdout).toContain("the plugin `acme` made a fix that circlesec could not prove");
    expect(stdout).toContain("This is a bug in the plugin `acme`: tell whoever wrote it");
    expect(stdout).not.toContain("report it");
    expect(readIn(folder)).toBe(OPEN);
    expect(status).toBe(2);
  });
});

describe("settings for rules of plugins that are wrong end the run, by their place", () => {
  const options =
    "options: { properties: { mirror: { type: 'string' }, max: { type: 'integer' } }, defaults: { mirror: '', max: 1 } },";

  it.each([
    ["acme/unowned-imag: off", "no plugin has a rule `acme/unowned-imag`; did you mean `acme/unowned-image`?"],
    ["other/thing: off", "no plugin has a rule `other/thing`; there are `acme/unowned-image`"],
    [
      "acme/unowned-image: { miror: a }",
      "there is no key `miror` in `rules.acme/unowned-image`; did you mean `mirror`?",
    ],
    ["acme/unowned-image: { max: many }", "`rules.acme/unowned-image.max` wants a whole number"],
    [
      "acme/unowned-image: eror",
      "`rules.acme/unowned-image` wants `error`, `warning`, `info` or `off`; did you mean `error`?",
    ],
  ])("%s", (setting, message) => {
    const { status, stderr, rules } = lintWith(plugin(REPORT, options), `rules:\n  ${setting}\n`);
    expect(stderr).toMatch(/^circlesec: \.circlesec\.yml:3:\d+: /);
    expect(stderr).toContain(message);
    expect(rules).toBeUndefined();
    expect(status).toBe(2);
  });

  it("are not missed where the plugin itself did not load", () => {
    const { stderr, rules } = lintWith("throw 1", "rules: { acme/any: off }\n");
    expect(stderr).toBe("");
    expect(rules).toEqual([BUILT_IN]);
  });

  it("are the plugin's fault where its options are no JSON Schema", () => {
    const bad = "options: { properties: { max: { type: 'intger' } }, defaults: { max: 1 } },";
    const { errors, status, rules } = lintWith(plugin(REPORT, bad), "rules: { acme/unowned-image: { max: 2 } }\n");
    expect(errors[0]?.message).toContain("the options of its rule `acme/unowned-image` are no JSON Schema");
    expect(rules).toEqual([BUILT_IN]);
    expect(status).toBe(2);
  });
});
