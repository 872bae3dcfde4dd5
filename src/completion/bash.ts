import { type CompletedCommand, type Words, everyCommand, quote } from "./command-tree.ts";

/** A script for bash, from 3.2 on, that completes the program. */
export function bashCompletion(program: CompletedCommand): string {
  const name = `_${program.name}`;
  const commands = everyCommand(program);
  return `# bash completion of ${program.name}
${name}() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD - 1]}" command="" word
  local IFS=$'\\n'
  COMPREPLY=()
  # bash takes \`--option=value\` apart.
  if [[ $cur == "=" ]]; then cur=""
  elif [[ $prev == "=" ]]; then prev="\${COMP_WORDS[COMP_CWORD - 2]}"; fi
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ $word == -* ]] && continue
    case "$command $word" in
${commands
  .filter(({ path }) => path.length > 0)
  .map(
    ({ path }) =>
      `      ${quote(`${path.slice(0, -1).join(" ")} ${path.at(-1)}`)}) command=${quote(path.join(" "))} ;;`,
  )
  .join("\n")}
      *) break ;;
    esac
  done
  case "$command" in
${commands.map(({ path, command }) => describeCommand(path, command)).join("\n")}
  esac
}
complete -F ${name} ${program.name}
`;
}

function describeCommand(path: readonly string[], { options, commands, words }: CompletedCommand): string {
  const values = options.flatMap(({ long, short, value }) => {
    if (value === undefined) return [];
    return [`        ${short === undefined ? long : `${short}|${long}`}) ${propose(value)}; return ;;`];
  });
  const names = options.flatMap(({ long, short }) => (short === undefined ? [long] : [short, long]));
  const next = commands.length > 0 ? commands.map((one) => one.name) : (words ?? "anything");
  return `    ${quote(path.join(" "))})
      case "$prev" in
${[...values, "        *) ;;"].join("\n")}
      esac
      if [[ $cur == -* ]]; then ${propose(names)}
      else ${propose(next)}; fi ;;`;
}

function propose(words: Words): string {
  if (words === "anything") return ":";
  if (words === "paths") return 'COMPREPLY=($(compgen -f -- "$cur")); compopt -o filenames 2> /dev/null || :';
  return `COMPREPLY=($(compgen -W $'${words.join(String.raw`\n`)}' -- "$cur"))`;
}
