import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import type { FakeRepository } from "../forges/github/state.ts";
import { run } from "../integration/process.ts";
import { temporaryFolder } from "../io/temporary-folder.ts";
import { buildCopy } from "../package/build.ts";

const CLI = join(buildCopy(), "dist/cli.cjs");
const [LINK, EXECUTABLE] = [0o120000, 0o100755];
/** Differs from repository to repository, and is nothing to `circlesec`. */
const ASIDE = new Set(["NUMBER.md", "README.md"]);

/** The whole texts of the files that change, by path. */
export type FixedTexts = ReadonlyMap<string, string>;

/** What `circlesec fix` makes of checkouts of the default branches: what proposals of them have to come to. */
export async function fixCheckouts(repositories: readonly FakeRepository[]): Promise<Map<FakeRepository, FixedTexts>> {
  const folder = temporaryFolder();
  const groups = new Map<string, FakeRepository[]>();
  for (const repository of repositories) {
    const content = contentOf(repository);
    groups.set(content, [...(groups.get(content) ?? []), repository]);
  }
  const checkouts = [...groups.values()].flatMap((group, index) => {
    const [first] = group;
    if (!first) return [];
    const checkout = { name: `c${index}`, group, first };
    checkOut(first, join(folder, checkout.name));
    return [checkout];
  });
  // Not all of them: what holds no config is found by nobody.
  const paths = checkouts.filter(({ first }) => configsIn(first).length > 0).map(({ name }) => `${name}/.circleci`);
  await run(process.execPath, [CLI, "fix", "--fail-on", "never", "--format", "concise", ...paths], {
    cwd: folder,
    env: { PATH: process.env["PATH"], HOME: folder, CIRCLESEC_CACHE: "off" },
  });
  return new Map(
    checkouts.flatMap(({ name, group, first }) => {
      const texts = textsChangedIn(join(folder, name), first);
      return group.map((repository) => [repository, texts] as const);
    }),
  );
}

function filesOf({ bare, branch }: FakeRepository): [path: string, mode: number, blob: string][] {
  return [...bare.files(bare.tip(branch) ?? "")].map(([path, entry]) => {
    const [mode = "", blob = ""] = entry.split(" ");
    return [path, Number.parseInt(mode, 8), blob];
  });
}

function configsIn(repository: FakeRepository): string[] {
  return filesOf(repository).flatMap(([path]) => (path.startsWith(".circleci/") ? path : []));
}

function contentOf(repository: FakeRepository): string {
  return JSON.stringify(filesOf(repository).filter(([path]) => !ASIDE.has(path)));
}

function checkOut(repository: FakeRepository, folder: string): void {
  mkdirSync(join(folder, ".git"), { recursive: true });
  for (const [path, mode, blob] of filesOf(repository)) {
    const whole = join(folder, path);
    mkdirSync(dirname(whole), { recursive: true });
    const bytes = repository.bare.blob(blob);
    if (mode === LINK) symlinkSync(bytes.toString(), whole);
    else writeFileSync(whole, bytes);
    if (mode === EXECUTABLE) chmodSync(whole, 0o755);
  }
}

function textsChangedIn(folder: string, repository: FakeRepository): FixedTexts {
  const files = filesOf(repository).filter(([, mode]) => mode !== LINK);
  return new Map(
    files.flatMap(([path, , blob]) => {
      const after = readFileSync(join(folder, path));
      return after.equals(repository.bare.blob(blob)) ? [] : [[path, after.toString()] as const];
    }),
  );
}
