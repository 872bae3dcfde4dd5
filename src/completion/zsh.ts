import { type CompletedCommand, type CompletedOption, type Words, everyCommand, quote } from "./command-tree.ts";

/** A script for zsh that completes the program: sourced, or as `_name` in a folder of `fpath`. */
export function zshCompletion(program: CompletedCommand): string {
  const name = `_${program.name}`;
  const functions = everyCommand(program).map(({ path, command }) =>
    describeCommand([name, ...path].join("_"), command),
  );
  return `#compdef ${program.name}
${functions.join("\n")}
if [[ $funcstack[1] == ${name} ]]; then ${name} "$@"; else compdef ${name} ${program.name}; fi
`;
}

function describeCommand(name: string, { options, commands, words }: CompletedCommand): string {
  const specs = options.map(describeOption);
  if (commands.length === 0) {
    const rest = words === undefined ? [] : [quote(`*: :${propose(words)}`)];
    return `${name}() {\n${callArguments("", [...specs, ...rest])}\n}`;
  }
  return `${name}() {
  local state line curcontext="$curcontext"
${callArguments("-C ", [...specs, "'1: :->command'", "'*:: :->rest'"])}
  case $state in
    command)
      local -a commands=(
${commands.map((one) => `        ${quote(`${one.name}:${one.summary}`)}`).join("\n")}
      )
      _describe command commands ;;
    rest)
      case $line[1] in
${commands.map((one) => `        ${one.name}) ${name}_${one.name} ;;`).join("\n")}
      esac ;;
  esac
}`;
}

function callArguments(flags: string, specs: readonly string[]): string {
  return [`  _arguments ${flags}-s`, ...specs.map((spec) => `    ${spec}`)].join(" \\\n");
}

function describeOption({ long, short, summary, value, repeats }: CompletedOption): string {
  const text = `[${summary.replaceAll(/[[\]:\\]/g, String.raw`\$&`)}]`;
  const end = value === undefined ? "" : `: :${propose(value)}`;
  const before = repeats ? "*" : short === undefined ? "" : `(${short} ${long})`;
  const names = short === undefined ? quote(before + long + text + end) : "";
  // An option that takes a value takes it behind `=`, too.
  if (short === undefined) return value === undefined ? names : quote(`${before}${long}=${text}${end}`);
  return `${quote(before)}{${short},${long}}${quote(text + end)}`;
}

function propose(words: Words): string {
  if (words === "anything") return "";
  return words === "paths" ? "_files" : `(${words.join(" ")})`;
}
