import { expect, onTestFinished } from "vitest";
import { openBitbucket } from "../../../src/services/bitbucket/index.ts";
import { temporaryFolder } from "../../io/temporary-folder.ts";
import { fakeClock } from "../../services/http/fake-clock.ts";
import { type Call, type Fault, type FaultyServer, startFaultyServer } from "../faulty-server.ts";
import { answer } from "./answer.ts";
import { BitbucketState } from "./state.ts";

/** Who a token of a person is sent with. */
const PERSON = "acme-bot@example.com";
export const TOKEN = "ATCTT3xMadeUpTokenOfATestThatIsNoToken00000";

export interface FakeBitbucket {
  readonly state: BitbucketState;
  readonly server: FaultyServer;
  /** Where its API begins. */
  readonly base: string;
  readonly clock: ReturnType<typeof fakeClock>;
  /** Faults of the requests that follow; by default there are none. */
  fault: (call: Call) => Fault | undefined;
  /** The forge of the product, connected to this one by an access token, or by the token of a person. */
  open(isPerson?: boolean): ReturnType<typeof openBitbucket>;
}

/** A Bitbucket Cloud on this machine for the time of a test, which fails if it is asked what it does not know. */
export async function startBitbucket(): Promise<FakeBitbucket> {
  const state = new BitbucketState(temporaryFolder());
  const clock = fakeClock();
  let faultOf: FakeBitbucket["fault"] = () => undefined;
  const server: FaultyServer = await startFaultyServer(
    (call) => Promise.resolve(answer(state, call, { token: TOKEN, person: PERSON, base: `${server.url}/2.0` })),
    (call) => faultOf(call),
  );
  onTestFinished(async () => {
    await server.stop();
    expect(server.unknown).toEqual([]);
  });
  const base = `${server.url}/2.0`;
  return {
    state,
    server,
    base,
    clock,
    get fault() {
      return faultOf;
    },
    set fault(next) {
      faultOf = next;
    },
    open: (isPerson = false) => {
      const basic = Buffer.from(`${PERSON}:${TOKEN}`).toString("base64");
      const authorize = () => Promise.resolve(isPerson ? `Basic ${basic}` : `Bearer ${TOKEN}`);
      const forge = openBitbucket({ host: "bitbucket.org", base, authorize, clock, limits: { pause: 0 } });
      onTestFinished(() => forge.end());
      return forge;
    },
  };
}
