import { type Login, readLogin } from "../../docker/login.ts";
import { type Command, type WordPart, programOf } from "../../shell/index.ts";

/** The parts of what a login takes as its password: of `-p`, of what `echo` pipes into it, or of a here-string. */
export function secretPartsOf(login: Login): readonly WordPart[] {
  const { command, password, readsStandardInput } = login;
  if (password && !readsStandardInput) return password.parts;
  const before = command.pipeline[command.pipelineIndex - 1];
  const program = before && programOf(before);
  const body = command.redirects.find((redirect) => redirect.body)?.body;
  if (body) return body.parts;
  if (program?.name !== "echo" && program?.name !== "printf") return [];
  return program.args.findLast(({ value }) => !/^(?:-[neE]+$|%s)/.test(value ?? ""))?.parts ?? [];
}

/** The logins among some commands. */
export function findLogins(commands: readonly Command[]): Login[] {
  return commands.flatMap((command) => readLogin(command) ?? []);
}
