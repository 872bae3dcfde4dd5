import { FileTree } from "../file-tree.ts";
import { type Git, split } from "./open-git.ts";

const LINK = "120000";
const SUBMODULE = "160000";

/** What the next commit would hold; of a file with conflicts, nothing. */
export function treeOfIndex(git: Git): FileTree {
  const tree = new FileTree();
  for (const record of split(git.run(["ls-files", "--stage", "-z"]))) {
    const [, mode = "", id = "", stage, path = ""] = /^(\d+) (\w+) (\d)\t([^]*)$/.exec(record) ?? [];
    if (stage === "0") addBlob(tree, git, path, mode, id);
  }
  return tree;
}

/** What a commit holds. */
export function treeOfCommit(git: Git, commit: string): FileTree {
  const tree = new FileTree();
  for (const record of split(git.run(["ls-tree", "-r", "-z", "--full-tree", commit]))) {
    const [, mode = "", id = "", path = ""] = /^(\d+) \w+ (\w+)\t([^]*)$/.exec(record) ?? [];
    addBlob(tree, git, path, mode, id);
  }
  return tree;
}

function addBlob(tree: FileTree, git: Git, path: string, mode: string, id: string): void {
  const kind = mode === LINK ? "link" : mode === SUBMODULE ? "submodule" : "file";
  tree.add(path, { kind, read: (limit) => git.readBlob(id, limit) });
}
