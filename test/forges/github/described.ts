import type { DescribedForge } from "../described.ts";
import { startGithub } from "./fake-github.ts";

const STATES = { open: "OPEN", closed: "CLOSED", merged: "MERGED" } as const;
const WORDS = { OPEN: "open", CLOSED: "closed", MERGED: "merged" } as const;
const CHECKS = { pending: "PENDING", passed: "SUCCESS", failed: "FAILURE" } as const;

export const GITHUB: DescribedForge = {
  urlOf: (name, number) => `https://github.com/${name}/pull/${number}`,
  reopens: true,
  reopensReplaced: false,
  commitsBeside: true,
  findsRenamed: true,
  stride: 1,
  async start(files) {
    const github = await startGithub();
    const { state, server } = github;
    const fake = state.add("acme/api", { files });
    return {
      forge: github.open(),
      server,
      bare: fake.bare,
      get proposals() {
        return fake.pulls.map((pull) => ({ state: WORDS[pull.state], head: pull.head }));
      },
      setFault: (fault) => (github.fault = fault),
      commit: (branch, changed) => state.commit(fake, branch, changed),
      settle(number, to) {
        for (const pull of fake.pulls) if (pull.number === number) pull.state = STATES[to];
      },
      proposeFromFork(branch, head) {
        const sets = { labels: new Set<string>(), reviewers: new Set<string>(), reviewedBy: [], asked: [] };
        const looks = { state: "OPEN", title: "", body: "", isDraft: false } as const;
        fake.pulls.push({ number: 9, branch, base: "main", head, ...looks, ...sets, isOfFork: true });
      },
      check: (commit, checks) => fake.checks.set(commit, CHECKS[checks]),
      rename: (name) => state.rename(fake, name),
      remove: () => state.remove(fake),
      forbidWrites: () => (fake.isWritable = false),
    };
  },
};
