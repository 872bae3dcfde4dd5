#!/usr/bin/env node
import process from "node:process";
import { BUILD_ID } from "./build-id.ts";
import { Chunks } from "./code-cache/chunks.ts";
import { FolderCodeCache, NO_CODE_CACHE, codeFolder } from "./code-cache/code-cache.ts";
import { hadManyFiles } from "./io/many-files.ts";
import { lendImport } from "./io/native-import.ts";
import { userCacheFolder } from "./io/user-cache-folder.ts";

/** The program, started with what V8 has made of it in an earlier run. */
function launch(): void {
  const { env, platform } = process;
  const folder = codeFolder(env, BUILD_ID, userCacheFolder(env, platform));
  const cache = folder === undefined ? undefined : new FolderCodeCache(folder);
  process.on("exit", () => {
    if (!hadManyFiles()) cache?.write();
  });
  lendImport((specifier) => import(specifier));
  new Chunks(__dirname, cache ?? NO_CODE_CACHE).load("main.cjs");
}

launch();
