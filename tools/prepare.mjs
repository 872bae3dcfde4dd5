import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import process from "node:process";

/**
 * Builds what the package ships, after `npm install` in a clone and before a pack. Whoever installs the command from git, as
 * pre-commit does with `npm install --global`, gets here without what the build needs: npm hands the global install on to
 * the clone, which then installs nothing in it. So that is done first.
 */
const require = createRequire(import.meta.url);
const isForClone = ([name]) => !/^npm_config_(?:global|location|omit|include|only|production|dry_run)$/i.test(name);

function npm(...args) {
  const cli = process.env["npm_execpath"];
  if (cli === undefined) throw new Error("run it by npm: `npm run prepare`");
  const env = Object.fromEntries(Object.entries(process.env).filter(isForClone));
  const { status, error } = spawnSync(process.execPath, [cli, ...args], { stdio: "inherit", env });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

function canBuild() {
  try {
    return require.resolve("tsdown") !== "";
  } catch (error) {
    if (error.code === "MODULE_NOT_FOUND") return false;
    throw error;
  }
}

// Without scripts, of which this is one.
if (!canBuild()) npm("ci", "--ignore-scripts", "--include=dev", "--no-audit", "--no-fund");
npm("run", "build");
