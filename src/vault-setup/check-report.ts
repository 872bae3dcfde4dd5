import type { CheckItem } from "./check-item.ts";

const WIDTH = "unreadable".length;

/** The items for a person: one a line, what to do below. */
export function reportCheck(items: readonly CheckItem[]): string {
  const lines = items.flatMap(({ subject, verdict, text, help }) => [
    `${verdict.padEnd(WIDTH)}  ${subject}: ${text}`,
    ...(help === undefined ? [] : [`${" ".repeat(WIDTH)}  ${help}`]),
  ]);
  return `${lines.join("\n")}\n\n${summarize(items)}\n`;
}

function summarize(items: readonly CheckItem[]): string {
  const faults = items.filter(({ verdict }) => verdict !== "ok" && verdict !== "unreadable").length;
  const unread = items.filter(({ verdict }) => verdict === "unreadable").length;
  const parts = [
    ...(faults > 0 ? [`${faults} to mend`] : []),
    ...(unread > 0 ? [`${unread} not readable`] : []),
    ...(faults + unread === 0 ? ["Jobs can log in and fetch the credential"] : []),
  ];
  return parts.join(", ");
}

/** The items for another program. */
export function reportCheckJson(items: readonly CheckItem[]): string {
  const plain = items.map(({ subject, verdict, text, help }) => ({
    subject,
    verdict,
    message: text,
    help: help ?? null,
  }));
  return `${JSON.stringify({ schemaVersion: 1, items: plain }, undefined, 2)}\n`;
}
