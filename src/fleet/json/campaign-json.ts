import type { ApplyEnd } from "../apply.ts";
import { webAddress } from "../report/web-address.ts";
import type { Verified } from "../verify-merged.ts";

/** What `apply` came to; `schema/fleet-apply.schema.json` says what is in it. */
export function applyJson({ ended, rows, waves, left }: ApplyEnd, version: string): string {
  return print(version, {
    ended,
    left,
    repositories: rows.map(({ name, did, url, reason, wave }) => ({
      name,
      did,
      url: webAddress(url) ?? null,
      reason: reason ?? null,
      wave: wave ?? null,
    })),
    waves: waves.map(({ wave, ended: how, red }) => ({
      wave,
      ended: how,
      red: red.map(({ repository, proposal }) => ({ name: repository.name, url: webAddress(proposal.url) ?? null })),
    })),
  });
}

/** How proposals stand; `schema/fleet-status.schema.json` says what is in it. */
export function statusJson(verified: readonly Verified[], version: string): string {
  return print(version, {
    repositories: verified.map(({ repository, proposal, checks, fault, verdict }) => ({
      name: repository.name,
      state: proposal.state,
      checks: checks ?? null,
      number: proposal.number,
      url: webAddress(proposal.url) ?? null,
      wave: proposal.wave,
      verdict: verdict ?? null,
      fault: fault ?? null,
    })),
  });
}

/** What became of a proposal that was to be closed. */
export interface ClosedProposal {
  readonly name: string;
  readonly did: "closed" | "closes" | "failed";
  readonly url: string | undefined;
  /** Why it failed. */
  readonly reason: string | undefined;
}

/** What was closed; `schema/fleet-close.schema.json` says what is in it. */
export function closeJson(closed: readonly ClosedProposal[], version: string): string {
  return print(version, {
    repositories: closed.map(({ name, did, url, reason }) => ({
      name,
      did,
      url: webAddress(url) ?? null,
      reason: reason ?? null,
    })),
  });
}

function print(version: string, rest: object): string {
  return `${JSON.stringify({ schemaVersion: 1, tool: { name: "circlesec", version }, ...rest }, undefined, 2)}\n`;
}
