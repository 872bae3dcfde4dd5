import type { DescribedForge } from "../described.ts";
import { startGitlab } from "./fake-gitlab.ts";

const STATES = { open: "opened", closed: "closed", merged: "merged" } as const;
const WORDS = { opened: "open", closed: "closed", merged: "merged", locked: "open" } as const;
const CHECKS = { pending: "RUNNING", passed: "SUCCESS", failed: "FAILED" } as const;

export const GITLAB: DescribedForge = {
  urlOf: (name, number) => `https://gitlab.com/${name}/-/merge_requests/${number}`,
  reopens: true,
  reopensReplaced: false,
  commitsBeside: true,
  findsRenamed: true,
  stride: 1,
  async start(files) {
    const gitlab = await startGitlab();
    const { state, server } = gitlab;
    const fake = state.add("acme/api", { files });
    return {
      forge: gitlab.open(),
      server,
      bare: fake.bare,
      get proposals() {
        return fake.mergeRequests.map((one) => ({ state: WORDS[one.state], head: one.head }));
      },
      setFault: (fault) => (gitlab.fault = fault),
      commit: (branch, changed) => state.commit(fake, branch, changed),
      settle(number, to) {
        for (const one of fake.mergeRequests) if (one.iid === number) one.state = STATES[to];
      },
      proposeFromFork(branch, head) {
        const looks = { state: "opened", title: "", description: "" } as const;
        const asked = { labels: new Set<string>(), reviewers: [], asked: [] };
        fake.mergeRequests.push({ iid: 9, branch, target: "main", head, ...looks, ...asked, isOfFork: true });
      },
      check(sha, checks) {
        fake.pipelines.unshift({ sha, status: CHECKS[checks], source: "push", ref: "any" });
      },
      rename: (name) => state.rename(fake, name),
      remove: () => state.remove(fake),
      forbidWrites: () => (fake.access = "reporter"),
    };
  },
};
