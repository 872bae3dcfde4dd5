import type { Command } from "commander";
import { addOptions } from "./add-options.ts";
import {
  APPLY_OPTIONS,
  CLOSE_OPTIONS,
  type FleetApplyFlags,
  type FleetCloseFlags,
  type FleetPlanFlags,
  type FleetReportFlags,
  type FleetStatusFlags,
  type FleetWorkerFlags,
  PLAN_OPTIONS,
  REPORT_OPTIONS,
  STATUS_OPTIONS,
  WORKER_OPTIONS,
} from "./fleet-flags.ts";
import type { Run } from "./host.ts";

const PLAN_EXAMPLES = `
Examples:
  circlesec fleet plan ~/checkouts             every checkout below a folder; no network
  circlesec fleet plan                         what fleet.yml of this folder selects
  circlesec fleet plan --github acme           an organization, without a clone
  circlesec fleet plan --gitlab acme/backend   a group of GitLab with the groups in it
  circlesec fleet plan --list repositories.txt --exclude '*-archive'
  gh repo list acme --json nameWithOwner -q '.[].nameWithOwner' | circlesec fleet plan -
  circlesec fleet plan --format json > plan.json

Nothing outside is changed. What a killed run has planned is not looked at again.
Exit codes: 0 planned, 1 with --check: something to propose, or a warning or error that stays, 2 some repositories could not be
planned, 3 a bug in circlesec`;

const INIT_EXAMPLES = `
Examples:
  circlesec fleet init                 a fleet.yml to fill in
  circlesec fleet init --github acme   one for an organization

What is there is not overwritten. Exit codes: 0 done, 2 it could not be done, 3 a bug in circlesec`;

const REPORT_EXAMPLES = `
Examples:
  circlesec fleet report                                      totals and repositories on the terminal
  circlesec fleet report --format html --output fleet.html    one page to look at and to send
  circlesec fleet report --format markdown > wiki.md
  circlesec fleet report --format csv --output fleet.csv

Tells what the last runs found out; nothing is asked for anew. Exit codes: 0 reported, 2 it could not be done, 3 a bug in circlesec`;

const APPLY_EXAMPLES = `
Examples:
  circlesec fleet apply --dry-run                  what would be opened, updated or held
  circlesec fleet apply --canary 3 --wave 25       three first, then twenty-five at a time, while checks stay green
  circlesec fleet apply --max 10                   no more than ten in this run
  circlesec fleet apply --commit                   branches in checkouts on this disk; no network

It proposes what \`circlesec fleet plan\` has found, one pull request a repository, and can be stopped anywhere: run it again, and it
goes on. A branch with commits of others is never touched; what a person closed is not opened again without --reopen.
Exit codes: 0 done, 1 a wave is red or its checks are not done, 2 some repositories failed, or it could not be done, 3 a bug in
circlesec`;

const STATUS_EXAMPLES = `
With --verify it also looks at the default branches of what was merged: \`verified\`, or \`undone\` where the change is gone again.
Exit codes: 0 told, 1 with --verify: what was merged is gone again somewhere, 2 of some it could not be known, or it could not be done, 3 a bug in circlesec`;

const CLOSE_EXAMPLES = `
It closes what \`circlesec fleet apply\` has opened, and deletes its branches. What somebody has pushed to since stays open.
Exit codes: 0 closed, 2 some could not be closed, or it could not be done, 3 a bug in circlesec`;

const WORKER_EXAMPLES = `
Examples:
  CIRCLESEC_QUEUE=redis://queue.example.com circlesec fleet worker
  circlesec fleet plan --queue redis://queue.example.com     on one machine, which has the campaign
  circlesec fleet apply --queue redis://queue.example.com

It has tokens of its own, and asks the hosts that it has one for. It needs \`npm install bullmq@6 ioredis\`, or \`pg\` in place of
\`ioredis\` for PostgreSQL. ^C ends it when what it has begun is done. Exit codes: 0 stopped, 2 it could not go on, 3 a bug in
circlesec`;

/** Options of `circlesec fleet init`, as commander names them. */
export interface FleetInitFlags {
  readonly github?: readonly string[];
  readonly gitlab?: readonly string[];
  readonly bitbucket?: readonly string[];
  readonly file: string;
}

/** Adds the commands of `circlesec fleet`. */
export function addFleet(fleet: Command, run: Run): void {
  fleet.description(
    "Bring the repair of `circlesec fix` to many repositories: plan it, look at it, propose it. Without a clone where a forge can be asked; what was killed goes on where it was.",
  );
  addInit(fleet, run);
  addPlan(fleet, run);
  addApply(fleet, run);
  addStatus(fleet, run);
  addReport(fleet, run);
  addClose(fleet, run);
  addWorker(fleet, run);
}

function addInit(fleet: Command, run: Run): void {
  const command = fleet
    .command("init")
    .summary("write a fleet.yml with comments")
    .description("Write a fleet.yml that says which repositories there are and what proposals are like.")
    .addHelpText("after", INIT_EXAMPLES);
  addOptions(command, [
    { flags: "--github <owner>", help: "a GitHub organization or person (repeat it)", takes: "many" },
    { flags: "--gitlab <group>", help: "a GitLab group, with the groups in it, or a person", takes: "many" },
    { flags: "--bitbucket <workspace>", help: "a workspace of Bitbucket Cloud", takes: "many" },
    { flags: "--file <file>", help: "where to write it", standard: "fleet.yml" },
  ]);
  command.action((flags: FleetInitFlags) =>
    run(async (host) => {
      const { runFleetInit } = await import("./run-fleet-init.ts");
      return runFleetInit(flags, host);
    }),
  );
}

function addPlan(fleet: Command, run: Run): void {
  const command = fleet
    .command("plan [paths...]")
    .summary("say what would be proposed, and change nothing")
    .description(
      "Read the CircleCI configuration of many repositories, lint and fix it in memory, and write down what would be proposed. A path is a checkout, a folder of checkouts, a glob, or - for a list on standard input.",
    )
    .addHelpText("after", PLAN_EXAMPLES);
  addOptions(command, PLAN_OPTIONS);
  command.action((paths: string[], flags: FleetPlanFlags) =>
    run(async (host) => {
      const { runFleetPlan } = await import("./run-fleet-plan.ts");
      return runFleetPlan(paths, flags, host);
    }),
  );
}

function addApply(fleet: Command, run: Run): void {
  const command = fleet
    .command("apply")
    .summary("open or update one pull request a repository")
    .description(
      "Propose what is planned: make the fix again at the present tip of each repository, commit it to a branch, and open a pull request or bring it up to date; wave by wave.",
    )
    .addHelpText("after", APPLY_EXAMPLES);
  addOptions(command, APPLY_OPTIONS);
  command.action((flags: FleetApplyFlags) =>
    run(async (host) => {
      const { runFleetApply } = await import("./run-fleet-apply.ts");
      return runFleetApply(flags, host);
    }),
  );
}

function addStatus(fleet: Command, run: Run): void {
  const command = fleet
    .command("status")
    .summary("say how proposals and their checks stand")
    .description("Ask the forges how every proposal of the campaign and its checks stand, and remember it.")
    .addHelpText("after", STATUS_EXAMPLES);
  addOptions(command, STATUS_OPTIONS);
  command.action((flags: FleetStatusFlags) =>
    run(async (host) => {
      const { runFleetStatus } = await import("./run-fleet-status.ts");
      return runFleetStatus(flags, host);
    }),
  );
}

function addClose(fleet: Command, run: Run): void {
  const command = fleet
    .command("close")
    .summary("close what was proposed")
    .description("Close every open proposal of the campaign, and delete its branch.")
    .addHelpText("after", CLOSE_EXAMPLES);
  addOptions(command, CLOSE_OPTIONS);
  command.action((flags: FleetCloseFlags) =>
    run(async (host) => {
      const { runFleetClose } = await import("./run-fleet-close.ts");
      return runFleetClose(flags, host);
    }),
  );
}

function addWorker(fleet: Command, run: Run): void {
  const command = fleet
    .command("worker")
    .summary("do what plan and apply --queue give, on as many machines as wanted")
    .description(
      "Take repositories from a queue, plan them or propose in them, and tell what came of it; until it is stopped.",
    )
    .addHelpText("after", WORKER_EXAMPLES);
  addOptions(command, WORKER_OPTIONS);
  command.action((flags: FleetWorkerFlags) =>
    run(async (host) => {
      const { runFleetWorker } = await import("./run-fleet-worker.ts");
      return runFleetWorker(flags, host);
    }),
  );
}

function addReport(fleet: Command, run: Run): void {
  const command = fleet
    .command("report")
    .summary("say how far the fleet has come")
    .description(
      "Tell from what is remembered of the campaign how many pulls have credentials now and once all proposals are merged, what is open, what failed, and what has to be set up.",
    )
    .addHelpText("after", REPORT_EXAMPLES);
  addOptions(command, REPORT_OPTIONS);
  command.action((flags: FleetReportFlags) =>
    run(async (host) => {
      const { runFleetReport } = await import("./run-fleet-report.ts");
      return runFleetReport(flags, host);
    }),
  );
}
