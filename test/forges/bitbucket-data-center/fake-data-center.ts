import { expect, onTestFinished } from "vitest";
import { openDataCenter } from "../../../src/services/bitbucket-data-center/index.ts";
import { temporaryFolder } from "../../io/temporary-folder.ts";
import { fakeClock } from "../../services/http/fake-clock.ts";
import { type Call, type Fault, type FaultyServer, startFaultyServer } from "../faulty-server.ts";
import { answer } from "./answer.ts";
import { DataCenterState } from "./state.ts";

export const TOKEN = "BBDC-MadeUpTokenOfATestThatIsNoToken0000000";
/** It may be found below a path of its host. */
const PATH = "/bitbucket";

export interface FakeDataCenter {
  readonly state: DataCenterState;
  readonly server: FaultyServer;
  /** Where people find it. */
  readonly web: string;
  /** Where its API begins. */
  readonly base: string;
  readonly clock: ReturnType<typeof fakeClock>;
  /** Faults of the requests that follow; by default there are none. */
  fault: (call: Call) => Fault | undefined;
  /** The forge of the product, connected to this one. */
  open(): ReturnType<typeof openDataCenter>;
}

/** A Bitbucket Data Center on this machine for the time of a test, which fails if it is asked what it does not know. */
export async function startDataCenter(tls?: { readonly cert: string; readonly key: string }): Promise<FakeDataCenter> {
  const folder = temporaryFolder();
  const state = new DataCenterState(folder);
  const clock = fakeClock();
  let faultOf: FakeDataCenter["fault"] = () => undefined;
  const server: FaultyServer = await startFaultyServer(
    (call) => answer(state, call, { token: TOKEN, web: `${server.url}${PATH}` }),
    (call) => faultOf(call),
    tls,
  );
  onTestFinished(async () => {
    await server.stop();
    expect(server.unknown).toEqual([]);
  });
  const web = `${server.url}${PATH}`;
  const base = `${web}/rest/api/latest`;
  return {
    state,
    server,
    web,
    base,
    clock,
    get fault() {
      return faultOf;
    },
    set fault(next) {
      faultOf = next;
    },
    open: () => {
      const authorize = () => Promise.resolve(`Bearer ${TOKEN}`);
      const host = "git.example.com";
      const around = { env: { PATH: process.env["PATH"], HOME: folder }, folder };
      const forge = openDataCenter(
        { host, base, authorize, authority: tls?.cert, clock, limits: { pause: 0 } },
        around,
      );
      onTestFinished(() => forge.end());
      return forge;
    },
  };
}
