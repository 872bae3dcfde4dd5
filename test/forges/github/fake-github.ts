import { onTestFinished, expect } from "vitest";
import { openGithub } from "../../../src/services/github/index.ts";
import type { Clock } from "../../../src/services/http/clock.ts";
import { temporaryFolder } from "../../io/temporary-folder.ts";
import { fakeClock } from "../../services/http/fake-clock.ts";
import { type Call, type Fault, type FaultyServer, type Reply, startFaultyServer } from "../faulty-server.ts";
import { answerGraph } from "./graph.ts";
import { answerRest } from "./rest.ts";
import { ForgeState } from "./state.ts";

export const TOKEN = "ghp_madeUpTokenOfATestThatIsNoToken00000";

export interface FakeGithub {
  readonly state: ForgeState;
  readonly server: FaultyServer;
  readonly clock: Clock;
  /** Faults of the requests that follow; by default there are none. */
  fault: (call: Call) => Fault | undefined;
  /** The token that is taken. */
  token: string;
  /** The forge of the product, connected to this one. */
  open(): ReturnType<typeof openGithub>;
}

/** A GitHub on this machine for the time of a test, which fails if it is asked what it does not know. */
export async function startGithub(tls?: { readonly cert: string; readonly key: string }): Promise<FakeGithub> {
  const state = new ForgeState(temporaryFolder());
  const clock = fakeClock();
  let faultOf: FakeGithub["fault"] = () => undefined;
  const server = await startFaultyServer(
    (call) => answer(state, call, github.token),
    (call) => faultOf(call),
    tls,
  );
  onTestFinished(async () => {
    await server.stop();
    expect(server.unknown).toEqual([]);
  });
  const github: FakeGithub = {
    state,
    server,
    token: TOKEN,
    clock,
    get fault() {
      return faultOf;
    },
    set fault(next) {
      faultOf = next;
    },
    open: () => {
      const authorize = () => Promise.resolve(`Bearer ${TOKEN}`);
      const forge = openGithub({ host: "github.com", base: server.url, authorize, clock });
      onTestFinished(() => forge.end());
      return forge;
    },
  };
  return github;
}

async function answer(state: ForgeState, call: Call, token: string): Promise<Reply | undefined> {
  if (call.headers.authorization !== `Bearer ${token}`) return { status: 401, body: { message: "Bad credentials" } };
  if (call.method === "POST" && call.url.pathname === "/graphql") {
    return { status: 200, body: await answerGraph(state, call.text), headers: { "x-oauth-scopes": "repo, read:org" } };
  }
  return answerRest(state, call);
}
