import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { ROOT } from "../package/build.ts";

export const ACTION_FILE = join(ROOT, "action.yml");
export const COMPONENT_FILE = join(ROOT, "templates/lint.yml");

interface Described {
  readonly description?: string;
  readonly default?: string;
}

/** The action for GitHub. */
export interface Action {
  readonly inputs: Readonly<Record<string, Described>>;
  readonly outputs: Readonly<Record<string, Described & { readonly value: string }>>;
  readonly runs: { readonly steps: readonly ActionStep[] };
}

interface ActionStep {
  readonly run: string;
  readonly env: Readonly<Record<string, string>>;
}

export function readAction(): Action {
  return parse(readFileSync(ACTION_FILE, "utf8")) as Action;
}

/** The job that the component for GitLab comes to. */
export interface Component {
  readonly job: string;
  readonly script: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  readonly artifacts: { readonly when: string; readonly reports: Readonly<Record<string, string>> };
}

type Inputs = Readonly<Record<string, Described>>;

/** What a project can give the component. */
export function readInputs(): Inputs {
  return readDocuments().header.spec.inputs;
}

type Variable = string | { readonly value: string };
type Job = Omit<Component, "job" | "variables"> & { readonly variables: Readonly<Record<string, Variable>> };

function readDocuments(): { header: { spec: { inputs: Inputs } }; jobs: Record<string, Job> } {
  const [header, jobs] = parseAllDocuments(readFileSync(COMPONENT_FILE, "utf8")).map((document) => document.toJS());
  return { header, jobs };
}

/** The component as GitLab reads it where a project gives these inputs and leaves out the others. */
export function readComponent(given: Readonly<Record<string, string>> = {}): Component {
  const { header, jobs } = readDocuments();
  const fill = (text: string) =>
    text.replaceAll(/\$\[\[ inputs\.([\w-]+) \]\]/g, (_, name: string) => {
      const value = given[name] ?? header.spec.inputs[name]?.default;
      if (value === undefined) throw new Error(`there is no input ${name}`);
      return value;
    });
  const [only] = Object.entries(jobs);
  if (!only) throw new Error("the component has no job");
  const [job, content] = only;
  const variables = Object.entries(content.variables).map(([name, variable]) => {
    return [name, fill(typeof variable === "string" ? variable : variable.value)] as const;
  });
  return { ...content, job: fill(job), variables: Object.fromEntries(variables) };
}
