import type { Rolldown } from "tsdown";

const DEFAULT_IMPORT = /^import (\w+) from "(node:\w+)";$/gm;

/**
 * Takes the default import of a module of Node for the module itself. A bundler makes an object that has each property of it once
 * more, in case somebody asks for names besides: half a millisecond for `process` and `fs`.
 */
export function wholeBuiltins(): Rolldown.Plugin {
  return {
    name: "whole-builtins",
    transform(code) {
      if (code.search(DEFAULT_IMPORT) === -1) return undefined;
      return code.replaceAll(DEFAULT_IMPORT, 'const $1 = globalThis.process.getBuiltinModule("$2");');
    },
  };
}
