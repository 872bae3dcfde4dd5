import {
  type Failure,
  type FetchedFiles,
  type FilesRequest,
  type Forge,
  type ProposalState,
  isFailure,
} from "../forge.ts";
import type { FleetRepository } from "../repository.ts";
import { Gatherer } from "./gather.ts";

type State = { readonly repository: FleetRepository };

/** A forge as one order sees it. */
export interface OrderForge {
  readonly forge: Forge;
  /** What the forge failed at, though it may do it later, one clause; `undefined` for nothing. */
  readonly broken: () => string | undefined;
}

/** A forge that many orders ask at once, each about its own repository: what they ask at about the same time is asked together. */
export class SharedForge {
  readonly #forge: Forge;
  readonly #files: Gatherer<FilesRequest, FetchedFiles>;
  readonly #states = new Map<string, Gatherer<State, ProposalState>>();

  constructor(forge: Forge) {
    this.#forge = forge;
    this.#files = new Gatherer((requests) => forge.read(requests));
  }

  forOrder(): OrderForge {
    const forge = this.#forge;
    let broken: string | undefined;
    const note = <Answer extends object | string | undefined>(answer: Answer | Failure): Answer | Failure => {
      if (isFailure(answer) && answer.kind === "broken") broken = answer.message;
      return answer;
    };
    const noteAll = async function* <Answer extends object | string>(
      answers: AsyncIterable<{ readonly repository: FleetRepository; readonly answer: Answer | Failure }>,
    ) {
      for await (const one of answers) yield { ...one, answer: note(one.answer) };
    };
    return {
      broken: () => broken,
      forge: {
        place: forge.place,
        host: forge.host,
        ...(forge.readsOneByOne !== undefined && { readsOneByOne: forge.readsOneByOne }),
        access: (writes) => forge.access(writes),
        list: (selection) => forge.list(selection),
        read: (requests) => noteAll(this.#files.ask(requests)),
        proposals: (repositories, branch) =>
          noteAll(this.#statesOf(branch).ask(repositories.map((repository) => ({ repository })))),
        checks: (commits) => noteAll(forge.checks(commits)),
        write: async (request) => note(await forge.write(request)),
        open: async (pull) => note(await forge.open(pull)),
        edit: async (pull, number, reopen) => note(await forge.edit(pull, number, reopen)),
        close: async (pull, number, commit) => note(await forge.close(pull, number, commit)),
        // It is no part of what was ordered: where it fails, the next run tries it.
        ...(forge.sweep && { sweep: (at, commit) => forge.sweep?.(at, commit) ?? Promise.resolve(undefined) }),
        end: () => forge.end(),
      },
    };
  }

  #statesOf(branch: string): Gatherer<State, ProposalState> {
    const forge = this.#forge;
    const known = this.#states.get(branch);
    const gatherer =
      known ??
      new Gatherer((some: readonly State[]) =>
        forge.proposals(
          some.map(({ repository }) => repository),
          branch,
        ),
      );
    this.#states.set(branch, gatherer);
    return gatherer;
  }
}
