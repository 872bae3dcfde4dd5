import {
  describeApplied,
  describeErrors,
  describeFiles,
  describeFinding,
  describeRefused,
  describeSuppressed,
} from "./json.ts";
import { JsonList } from "./json-list.ts";
import type { Reporter } from "./report.ts";
import { type BrokenFile, brokenPartOf } from "./rows.ts";

interface JsonOptions {
  readonly version: string;
}

/** The run as the JSON that `schema/report.schema.json` describes. Findings are told as they come; what follows them waits as text. */
export const openJson: Reporter<JsonOptions> = ({ command }, { version }) => {
  const broken: BrokenFile[] = [];
  const findings = new JsonList(1);
  const suppressed = new WaitingList(1);
  const applied = new WaitingList(2);
  const refused = new WaitingList(2);
  let files = 0;
  let head = `${withoutEnd({ schemaVersion: 1, tool: { name: "circlesec", version } })},\n  "findings": `;
  const afterHead = (text: string): string => {
    const all = head + text;
    head = "";
    return all;
  };
  return {
    file: (file) => {
      files += 1;
      broken.push(...brokenPartOf(file));
      const { source } = file;
      for (const one of file.suppressed) suppressed.add(describeSuppressed(one, source));
      for (const fix of file.applied) applied.add(describeApplied(fix, source.path));
      for (const fix of file.refused) refused.add(describeRefused(fix, source.path));
      return afterHead(file.findings.map((finding) => findings.add(describeFinding(finding, file))).join(""));
    },
    end: (run) => {
      const left = suppressed.isEmpty ? "" : `,\n  "suppressed": ${suppressed.end()}`;
      const fixes = `,\n  "fixes": {\n    "applied": ${applied.end()},\n    "refused": ${refused.end()}\n  }`;
      const rest = JSON.stringify(
        { files: describeFiles(files, run), errors: describeErrors(run, broken) },
        undefined,
        2,
      );
      return afterHead(`${findings.end()}${left}${command === "fix" ? fixes : ""},${rest.slice("{".length)}\n`);
    },
  };
};

/**
 * The same as a value a line, each by `schema/report-line.schema.json`: the run, then fixes, findings, suppressed ones and errors.
 * The first line counts the files, so all lines wait for the end, as text.
 */
export const openJsonLines: Reporter<JsonOptions> = (_, { version }) => {
  const broken: BrokenFile[] = [];
  const applied: string[] = [];
  const refused: string[] = [];
  const findings: string[] = [];
  const suppressed: string[] = [];
  let files = 0;
  return {
    file: (file) => {
      files += 1;
      broken.push(...brokenPartOf(file));
      const { source } = file;
      for (const fix of file.applied) applied.push(toLine("applied", describeApplied(fix, source.path)));
      for (const fix of file.refused) refused.push(toLine("refused", describeRefused(fix, source.path)));
      for (const finding of file.findings) findings.push(toLine("finding", describeFinding(finding, file)));
      for (const one of file.suppressed) suppressed.push(toLine("suppressed", describeSuppressed(one, source)));
      return "";
    },
    end: (run) => {
      const tool = { name: "circlesec", version };
      const first = toLine("run", { schemaVersion: 1, tool, files: describeFiles(files, run) });
      const errors = describeErrors(run, broken).map((error) => toLine("error", error));
      return [first, ...applied, ...refused, ...findings, ...suppressed, ...errors].join("");
    },
  };
};

/** A list of JSON that is told later. */
class WaitingList {
  readonly #list: JsonList;
  readonly #texts: string[] = [];

  constructor(depth: number) {
    this.#list = new JsonList(depth);
  }

  get isEmpty(): boolean {
    return this.#texts.length === 0;
  }

  add(value: object): void {
    this.#texts.push(this.#list.add(value));
  }

  end(): string {
    return this.#texts.join("") + this.#list.end();
  }
}

function toLine(type: string, value: object): string {
  return `${JSON.stringify({ type, ...value })}\n`;
}

function withoutEnd(value: object): string {
  return JSON.stringify(value, undefined, 2).slice(0, -"\n}".length);
}
