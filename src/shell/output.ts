import type { Command, Output, Redirect, Streams, Word } from "./script.ts";

/** Where what a command prints leads, its own redirects and those around it taken into account. */
export function outputOf(command: Command): Output {
  return redirect(command.around, command.redirects).out;
}

/** Where what a command prints as errors leads. */
export function errorOutputOf(command: Command): Output {
  return redirect(command.around, command.redirects).err;
}

/** The streams after redirects, which apply from left to right. */
export function redirect(streams: Streams, redirects: readonly Redirect[]): Streams {
  let { out, err } = streams;
  for (const { operator, descriptor, target } of redirects) {
    if (!operator.includes(">") || operator === "<>") continue;
    const both = operator.startsWith("&") || (operator === ">&" && descriptor === undefined && !isStream(target));
    const output = outputAt(target, { out, err });
    const stream = descriptor ?? 1;
    if (both || stream === 1) out = output;
    if (both || stream === 2) err = output;
  }
  return { out, err };
}

/** True for the `1` of `2>&1`, and for a `-`. */
function isStream(target: Word | undefined): boolean {
  return /^(?:\d+-?|-)$/.test(target?.value ?? "");
}

function outputAt(target: Word | undefined, { out, err }: Streams): Output {
  switch (target?.value) {
    case "/dev/null":
    case "-":
      return "nowhere";
    case "1":
    case "/dev/stdout":
    case "/dev/fd/1":
      return out;
    case "2":
    case "/dev/stderr":
    case "/dev/fd/2":
      return err;
    case "/dev/tty":
      return "log";
    default:
      // A stream of another number may well be a copy of the first.
      if (isStream(target)) return "log";
      return target?.text.startsWith(">(") ? "pipe" : "file";
  }
}
