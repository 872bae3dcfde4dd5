import { createHash } from "node:crypto";

/** A branch, and what it is to be at: moved, made or deleted. */
export interface RefUpdate {
  readonly branch: string;
  /** The commit that it must be at; `undefined`: there must be none. */
  readonly from: string | undefined;
  /** `undefined`: it is deleted. */
  readonly to: string | undefined;
}

/**
 * What a push sends that moves branches to commits that are there already, all or none: commands, and a pack of nothing
 * (gitprotocol-pack, gitprotocol-http). The server moves a branch only if it is at `from`.
 */
export function writePush(updates: readonly RefUpdate[]): Buffer {
  const length = (updates[0]?.to ?? updates[0]?.from ?? "").length;
  const isLong = length === 64;
  const nothing = "0".repeat(length);
  // No more is asked for than is needed: not every server has it.
  const wants = [
    "report-status",
    ...(updates.length > 1 ? ["atomic"] : []),
    ...(isLong ? ["object-format=sha256"] : []),
  ];
  const lines = updates.map(
    ({ branch, from = nothing, to = nothing }, index) =>
      `${from} ${to} refs/heads/${branch}${index === 0 ? `\0 ${wants.join(" ")}` : ""}`,
  );
  const commands = [...lines.map(toLine), Buffer.from("0000")];
  return Buffer.concat(updates.some(({ to }) => to !== undefined) ? [...commands, emptyPack(isLong)] : commands);
}

function toLine(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from((bytes.length + 4).toString(16).padStart(4, "0")), bytes]);
}

/** Version 2, no objects, and the hash of that. */
function emptyPack(isLong: boolean): Buffer {
  const head = Buffer.from("PACK\0\0\0\u0002\0\0\0\0", "latin1");
  return Buffer.concat([
    head,
    createHash(isLong ? "sha256" : "sha1")
      .update(head)
      .digest(),
  ]);
}

/** Why a push was not done, as the server says; `undefined`: it was. */
export function readReport(report: Buffer): string | undefined {
  const lines = [...linesIn(report)];
  const refused = lines.find((line) => !/^(?:unpack ok|ok )/.test(line));
  if (refused !== undefined) return refused.replace(/^ng \S+ /, "");
  return lines.length > 1 ? undefined : "no report";
}

function* linesIn(report: Buffer): Generator<string> {
  for (let at = 0; at + 4 <= report.length;) {
    const length = Number.parseInt(report.toString("latin1", at, at + 4), 16);
    if (Number.isNaN(length)) return;
    if (length > 4) yield report.toString("utf8", at + 4, at + length).trimEnd();
    at += Math.max(length, 4);
  }
}
