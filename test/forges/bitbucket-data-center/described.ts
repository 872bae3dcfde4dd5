import type { DescribedForge } from "../described.ts";
import { PAGES } from "./shape.ts";
import { startDataCenter } from "./fake-data-center.ts";

const STATES = { open: "OPEN", closed: "DECLINED", merged: "MERGED" } as const;
const WORDS = { OPEN: "open", DECLINED: "closed", MERGED: "merged" } as const;
const BUILDS = { pending: "INPROGRESS", passed: "SUCCESSFUL", failed: "FAILED" } as const;

export const DATA_CENTER: DescribedForge = {
  urlOf: (name, number) => {
    const [project, slug] = name.split("/");
    return `${PAGES}/projects/${project}/repos/${slug}/pull-requests/${number}`;
  },
  reopens: true,
  reopensReplaced: true,
  commitsBeside: false,
  findsRenamed: false,
  // Most are of git, which asks several times for each thing.
  stride: 3,
  async start(files) {
    const center = await startDataCenter();
    const { state, server } = center;
    const fake = state.add("acme/api", { files });
    return {
      forge: center.open(),
      server,
      bare: fake.bare,
      get proposals() {
        state.settle();
        return fake.pulls.map((one) => ({ state: WORDS[one.state], head: one.head }));
      },
      setFault: (fault) => (center.fault = fault),
      commit: (branch, changed) => state.commit(fake, branch, changed),
      settle(number, to) {
        for (const one of fake.pulls) if (one.id === number) one.state = STATES[to];
      },
      proposeFromFork(branch, head) {
        const looks = { state: "OPEN", title: "", description: "", isDraft: false, reviewers: [] } as const;
        fake.pulls.push({ id: 9, version: 0, branch, into: "main", head, ...looks, isOfFork: true });
      },
      check: (commit, checks) => fake.builds.set(commit, [BUILDS[checks]]),
      rename: (name) => (fake.slug = name.split("/")[1] ?? ""),
      remove: () => state.remove(fake),
      forbidWrites: () => (fake.isWritable = false),
    };
  },
};
