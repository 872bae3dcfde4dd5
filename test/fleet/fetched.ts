import type { FetchedRepository } from "../../src/fleet/found.ts";
import { FIRST_REQUEST } from "../../src/fleet/plan-repository.ts";
import { type SnapshotRequest, Snapshot } from "../../src/io/snapshot.ts";
import { readWorkTree } from "../../src/io/work-tree.ts";
import { repositoryNamed } from "./journal-lines.ts";

/** A checkout, fetched as far as every repository is at first. */
export function fetchedFrom(folder: string): FetchedRepository {
  const snapshot = new Snapshot();
  const repository = repositoryNamed("one");
  const fetched = { repository, commit: repository.base?.commit, snapshot };
  fetchMore(fetched, folder, FIRST_REQUEST);
  return fetched;
}

export function fetchMore({ snapshot }: FetchedRepository, folder: string, request: SnapshotRequest): void {
  snapshot.add(request, readWorkTree(folder, request, 1000));
}
