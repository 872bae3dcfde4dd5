import type { Call, Fault } from "./faulty-server.ts";
import type { FakeRepository, ForgeState } from "./github/state.ts";
import { type Random, pick } from "./seeded.ts";

const SECONDARY = {
  message: "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
};
const EXCEEDED = { message: "API rate limit exceeded" };

type UsualFault = Exclude<Fault, { after: unknown }>;

/** What can go wrong with any request. */
const FAULTS: readonly UsualFault[] = [
  { status: 429, body: EXCEEDED, headers: { "retry-after": "7" } },
  { status: 429, body: EXCEEDED },
  { status: 403, body: SECONDARY, headers: { "retry-after": "60" } },
  { status: 403, body: SECONDARY },
  { status: 200, body: { errors: [{ type: "RATE_LIMITED", message: "API rate limit exceeded for user ID 1." }] } },
  { status: 500, body: { message: "Server Error" } },
  { status: 502, body: "<html>Bad Gateway</html>" },
  { status: 503, body: { message: "Service unavailable" }, headers: { "retry-after": "3" } },
  "reset",
  "lost",
  "cut",
  "slow",
];

/** The same for programs whose clock goes as fast as any: none of them is to be waited for long. */
export const BRIEF_FAULTS: readonly UsualFault[] = [
  { status: 429, body: EXCEEDED, headers: { "retry-after": "1" } },
  { status: 403, body: SECONDARY, headers: { "retry-after": "1" } },
  { status: 500, body: { message: "Server Error" } },
  { status: 502, body: "<html>Bad Gateway</html>" },
  { status: 503, body: { message: "Service unavailable" } },
  "reset",
  "lost",
  "cut",
  "slow",
];

/** How many of a hundred requests have a fault, and by how many something else happens meanwhile. */
const FAULTY = 6;
const EVENTFUL = 4;
/** How many of a thousand repositories each of these happens to, at the most. */
const SHARE = 25;

/** What befell repositories so that they need not be proposed in the end. */
export interface Losses {
  readonly vanished: Set<FakeRepository>;
  /** The token may not write to them any more. */
  readonly denied: Set<FakeRepository>;
  /** Somebody pushed to our branch: which commit. */
  readonly pushed: Map<FakeRepository, string>;
}

/** What goes wrong with requests, and what others do to repositories while they are planned and proposed. */
export class Troubles {
  readonly losses: Losses = { vanished: new Set(), denied: new Set(), pushed: new Map() };
  /** How often each thing happened. */
  readonly counts = new Map<string, number>();
  readonly #state: ForgeState;
  readonly #branch: string;
  readonly #config: string;
  readonly #random: Random;
  readonly #share: number;
  readonly #faults: readonly UsualFault[];

  constructor(
    state: ForgeState,
    { branch, config, faults = FAULTS }: { branch: string; config: string; faults?: readonly UsualFault[] },
    random: Random,
  ) {
    this.#state = state;
    this.#branch = branch;
    this.#config = config;
    this.#random = random;
    this.#faults = faults;
    this.#share = Math.ceil((state.repositories.length * SHARE) / 1000);
  }

  faultOf({ text }: Pick<Call, "text">): Fault | undefined {
    if (this.#random(100) < EVENTFUL) this.#disturb();
    if (this.#random(100) >= FAULTY || text.includes("viewer")) return undefined;
    const fault = pick(this.#faults, this.#random);
    this.#count(typeof fault === "object" ? `answer ${fault.status}` : fault);
    return fault;
  }

  /** One of the things that people do to a repository. */
  #disturb(): void {
    const repository = pick(this.#state.repositories, this.#random);
    const { vanished, denied, pushed } = this.losses;
    const tip = repository.bare.tip(this.#branch);
    const what = this.#random(10);
    if (what === 0 && vanished.size < this.#share) {
      this.#count("vanished");
      vanished.add(repository);
      this.#state.remove(repository);
    } else if (what === 1 && denied.size < this.#share) {
      this.#count("denied");
      denied.add(repository);
      repository.isWritable = false;
    } else if (what === 2 && pushed.size < this.#share && tip !== undefined && !denied.has(repository)) {
      this.#count("pushed to");
      pushed.set(repository, this.#state.commit(repository, this.#branch, { "theirs.txt": "theirs\n" }));
    } else if (what < 5 && repository.formerly.size === 0) {
      this.#count("renamed");
      this.#state.rename(repository, `${repository.name}-renamed`);
    } else this.#move(repository);
  }

  /** A commit on the default branch, which says something else in one of three. */
  #move(repository: FakeRepository): void {
    const tip = repository.bare.tip(repository.branch);
    const config = tip === undefined ? undefined : repository.bare.read(tip, this.#config)?.toString();
    const isOfConfig = config !== undefined && this.#random(3) === 0;
    this.#count(isOfConfig ? "moved, with its config" : "moved");
    const more = `# ${this.#random(1000)}\n`;
    const files = isOfConfig ? { [this.#config]: `${more}${config}` } : { "README.md": more };
    this.#state.commit(repository, repository.branch, files);
  }

  #count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }
}
