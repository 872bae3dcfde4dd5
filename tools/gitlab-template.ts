import { readFileSync } from "node:fs";
import { parseAllDocuments, stringify } from "yaml";
import { include } from "./pack-orb.ts";

/**
 * The component for GitLab, from its source and the scripts of the orb, which it shares: a component is one file, and its
 * job finds nothing else of its project.
 */
export function toGitLabTemplate(file: string, orb: string): string {
  const documents = parseAllDocuments(readFileSync(file, "utf8")).map((document) => {
    for (const error of document.errors) throw new Error(`${file}: ${error.message}`);
    return stringify(include(document.toJS(), orb), { lineWidth: 0 });
  });
  return documents.join("---\n");
}
