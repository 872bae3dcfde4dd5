import type { DescribedForge } from "../described.ts";
import { startBitbucket } from "./fake-bitbucket.ts";

const STATES = { open: "OPEN", closed: "DECLINED", merged: "MERGED" } as const;
const WORDS = { OPEN: "open", DECLINED: "closed", SUPERSEDED: "closed", MERGED: "merged" } as const;
const CHECKS = { pending: "INPROGRESS", passed: "SUCCESSFUL", failed: "FAILED" } as const;

export const BITBUCKET: DescribedForge = {
  urlOf: (name, number) => `https://bitbucket.org/${name}/pull-requests/${number}`,
  reopens: false,
  reopensReplaced: false,
  commitsBeside: true,
  findsRenamed: true,
  stride: 1,
  async start(files) {
    const bitbucket = await startBitbucket();
    const { state, server } = bitbucket;
    const fake = state.add("acme/api", { files });
    return {
      forge: bitbucket.open(),
      server,
      bare: fake.bare,
      get proposals() {
        return fake.pulls.map((pull) => ({ state: WORDS[pull.state], head: pull.head }));
      },
      setFault: (fault) => (bitbucket.fault = fault),
      commit: (branch, changed) => state.commit(fake, branch, changed),
      settle(number, to) {
        for (const pull of fake.pulls) if (pull.id === number) pull.state = STATES[to];
      },
      proposeFromFork(branch, head) {
        const looks = { state: "OPEN", title: "", description: "", isDraft: false } as const;
        fake.pulls.push({ id: 9, branch, into: "main", head, ...looks, reviewers: [], isOfFork: true });
      },
      check: (commit, checks) => fake.statuses.set(commit, [CHECKS[checks]]),
      rename: (name) => state.rename(fake, name.replace(/^.*\//, "")),
      remove: () => state.remove(fake),
      forbidWrites: () => (fake.isWritable = false),
    };
  },
};
