import { runOrThrow } from "../package/run.ts";

/** Commits everything in a repository. */
export function commitAll(folder: string): void {
  runOrThrow("git", ["add", "--all"], { cwd: folder });
  const who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgsign=false"];
  runOrThrow("git", [...who, "commit", "--quiet", "--message", "Change"], { cwd: folder });
}
