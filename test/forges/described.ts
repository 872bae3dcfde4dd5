import type { Checks, Forge, PullState } from "../../src/fleet/forge.ts";
import type { BareRepository, NewFile } from "./bare-repository.ts";
import type { Call, Fault, FaultyServer } from "./faulty-server.ts";

/** A forge on this machine that has one repository, in words that are true of any forge. */
export interface FakeForge {
  /** The forge of the product, connected to this one. */
  readonly forge: Forge;
  readonly server: Pick<FaultyServer, "calls">;
  readonly bare: BareRepository;
  /** The proposals of the repository, the oldest first. */
  readonly proposals: readonly { readonly state: PullState["state"]; readonly head: string }[];
  /** The faults of the requests that follow. */
  setFault(fault: (call: Call) => Fault | undefined): void;
  /** Commits something as somebody else. */
  commit(branch: string, files: Readonly<Record<string, NewFile>>): string;
  /** Sets the state of the proposal of a number. */
  settle(number: number, state: PullState["state"]): void;
  /** Proposes a commit from a branch of the same name of a fork. */
  proposeFromFork(branch: string, head: string): void;
  /** Sets what is checked of a commit. */
  check(commit: string, checks: Exclude<Checks, "none">): void;
  rename(name: string): void;
  remove(): void;
  /** From now on we may only read it. */
  forbidWrites(): void;
}

/** What a forge has to say of itself to be held to the contract. */
export interface DescribedForge {
  /** Starts one with the repository `acme/api`, for the time of a test. */
  start(files: Readonly<Record<string, NewFile>>): Promise<FakeForge>;
  /** Where it shows a proposal. */
  urlOf(name: string, number: number): string;
  /** Whether one that was closed is opened again, and not followed by a new one. */
  readonly reopens: boolean;
  /** The same where its branch was replaced meanwhile. */
  readonly reopensReplaced: boolean;
  /** Whether a commit that replaces a branch is for a moment on a branch beside it. */
  readonly commitsBeside: boolean;
  /** Whether a repository is found by what it was called before. */
  readonly findsRenamed: boolean;
  /** Of how many requests one is tried, where something can happen at any of them. */
  readonly stride: number;
}
