import { createHash } from "node:crypto";
import { codeHtml, escapeHtml, scrolling } from "../../reporters/html-text.ts";
import { count } from "../../reporters/count.ts";
import { repositories } from "./wording.ts";

/** Lines of one diff that are shown; a page is no place for more. */
const LINES = 2000;

interface Shared {
  readonly id: number;
  readonly diff: string;
  uses: number;
}

/** Diffs of a page: one that several repositories have stands at its end once, and they lead there. */
export class SharedDiffs {
  readonly #uses = new Map<string, number>();
  readonly #shared = new Map<string, Shared>();

  /** Notes a use; all have to be noted before the first is shown. */
  count(diff: string): void {
    if (diff === "") return;
    const digest = digestOf(diff);
    this.#uses.set(digest, (this.#uses.get(digest) ?? 0) + 1);
  }

  /** What stands with a repository. */
  diffHtml(path: string, diff: string): string[] {
    if (diff === "") return [];
    const digest = digestOf(diff);
    const uses = this.#uses.get(digest) ?? 0;
    if (uses < 2) return [`<p class="sub">Change of ${codeHtml(path)}</p>`, plainDiff(diff)];
    const shared = this.#shared.get(digest) ?? { id: this.#shared.size + 1, diff, uses };
    this.#shared.set(digest, shared);
    const words = `change ${shared.id}, the same as in ${uses === 2 ? "another repository" : `${uses - 1} others`}`;
    return [
      `<p class="sub">Change of ${codeHtml(path)}: <a class="shared" href="#change-${shared.id}">${words}</a></p>`,
    ];
  }

  /** All that repositories led to. */
  sharedHtml(): string[] {
    if (this.#shared.size === 0) return [];
    const items = [...this.#shared.values()].flatMap(({ id, diff, uses }) => [
      `<details class="change" id="change-${id}"><summary>Change ${id}, of ${repositories(uses)}</summary>`,
      plainDiff(diff),
      "</details>",
    ]);
    return ['<section id="changes">', "<h2>Changes that repositories share</h2>", ...items, "</section>"];
  }
}

/** The script colours it when it is looked at: a page with an element for each line would be slow. */
function plainDiff(diff: string): string {
  // The two lines before the first hunk name the file, which is said above.
  const all = diff.trimEnd().split("\n").slice(2);
  const shown = all.slice(0, LINES).map(escapeHtml);
  const more = all.length - shown.length;
  return scrolling("diff", "Diff", [...shown, ...(more > 0 ? [`… ${count(more, "more line")}`] : [])].join("\n"));
}

function digestOf(diff: string): string {
  return createHash("sha256").update(diff).digest("base64");
}
