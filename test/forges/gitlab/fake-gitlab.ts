import { expect, onTestFinished } from "vitest";
import { openGitlab } from "../../../src/services/gitlab/index.ts";
import type { Clock } from "../../../src/services/http/clock.ts";
import { temporaryFolder } from "../../io/temporary-folder.ts";
import { fakeClock } from "../../services/http/fake-clock.ts";
import { type Call, type Fault, type FaultyServer, type Reply, startFaultyServer } from "../faulty-server.ts";
import { answerGraph } from "./graph.ts";
import { answerPush } from "./push.ts";
import { answerRest } from "./rest.ts";
import { GitlabState } from "./state.ts";

export const TOKEN = ["glpat", "madeUpTokenOfATest00"].join("-");

export interface FakeGitlab {
  readonly state: GitlabState;
  readonly server: FaultyServer;
  readonly clock: Clock;
  /** Where its REST API begins. */
  readonly api: string;
  /** Faults of the requests that follow; by default there are none. */
  fault: (call: Call) => Fault | undefined;
  /** The forge of the product, connected to this one. */
  open(): ReturnType<typeof openGitlab>;
}

/** A GitLab on this machine for the time of a test, which fails if it is asked what it does not know; `prefix`: where on its host. */
export async function startGitlab(prefix = ""): Promise<FakeGitlab> {
  const state = new GitlabState(temporaryFolder());
  const clock = fakeClock();
  let faultOf: FakeGitlab["fault"] = () => undefined;
  const server = await startFaultyServer(
    (call) => answer(state, prefix, call),
    (call) => faultOf(call),
  );
  onTestFinished(async () => {
    await server.stop();
    expect(server.unknown).toEqual([]);
  });
  const api = `${server.url}${prefix}/api/v4`;
  return {
    state,
    server,
    clock,
    api,
    get fault() {
      return faultOf;
    },
    set fault(next) {
      faultOf = next;
    },
    open: () => {
      const authorize = () => Promise.resolve(`Bearer ${TOKEN}`);
      const forge = openGitlab({ host: "gitlab.com", base: api, authorize, clock });
      onTestFinished(() => forge.end());
      return forge;
    },
  };
}

const BASIC = `Basic ${Buffer.from(`oauth2:${TOKEN}`).toString("base64")}`;
const LIMITS = { "ratelimit-limit": "2000", "ratelimit-remaining": "1990", "ratelimit-reset": "4000000000" };

async function answer(state: GitlabState, prefix: string, call: Call): Promise<Reply | undefined> {
  const path = call.url.pathname;
  if (!path.startsWith(`${prefix}/`)) return undefined;
  const below = path.slice(prefix.length);
  const isPush = below.endsWith("/git-receive-pack");
  if (call.headers.authorization !== (isPush ? BASIC : `Bearer ${TOKEN}`)) {
    return { status: 401, body: { message: "401 Unauthorized" } };
  }
  if (isPush) return answerPush(state, below, call);
  const reply =
    call.method === "POST" && below === "/api/graphql"
      ? await answerGraph(state, call.text)
      : below.startsWith("/api/v4/")
        ? answerRest(state, below.slice("/api/v4".length), call)
        : undefined;
  return reply && { ...reply, headers: { ...LIMITS, ...reply.headers } };
}
