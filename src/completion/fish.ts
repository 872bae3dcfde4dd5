import { type CompletedCommand, type Words, everyCommand } from "./command-tree.ts";

/** A script for fish that completes the program. */
export function fishCompletion(program: CompletedCommand): string {
  const lines = everyCommand(program).flatMap(({ path, command }) => describeCommand(program.name, path, command));
  return [`# fish completion of ${program.name}`, `complete -c ${program.name} -f`, ...lines, ""].join("\n");
}

function describeCommand(
  program: string,
  path: readonly string[],
  { options, commands, words }: CompletedCommand,
): string[] {
  const seen = path.map((name) => `__fish_seen_subcommand_from ${name}`);
  const names = commands.map(({ name }) => name).join(" ");
  const none = path.length === 0 ? "__fish_use_subcommand" : `not __fish_seen_subcommand_from ${names}`;
  const condition = [...seen, ...(commands.length > 0 ? [none] : [])].join("; and ");
  const start = `complete -c ${program} -n ${quoteForFish(condition)}`;
  return [
    ...commands.map(({ name, summary }) => `${start} -a ${name} -d ${quoteForFish(summary)}`),
    ...(words === undefined ? [] : [`${start} ${propose(words, "-f")}`]),
    ...options.map(({ long, short, summary, value }) => {
      const letter = short === undefined ? "" : ` -s ${short.slice(1)}`;
      const behind = value === undefined ? "" : ` ${value === "paths" ? "-r -F" : propose(value, "-x")}`;
      return `${start}${letter} -l ${long.slice(2)}${behind} -d ${quoteForFish(summary)}`;
    }),
  ];
}

/** Arguments of `complete` for words; `flag` is what keeps paths out. */
function propose(words: Words, flag: "-f" | "-x"): string {
  if (words === "paths") return "-F";
  return words === "anything" ? flag : `${flag} -a ${quoteForFish(words.join(" "))}`;
}

/** In single quotes fish knows two escapes. */
function quoteForFish(text: string): string {
  return `'${text.replaceAll(/[\\']/g, String.raw`\$&`)}'`;
}
