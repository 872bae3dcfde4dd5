/** The files around a config. */
export interface Repository {
  /**
   * Text of a file by its path from the root of the repository, `/` between folders; `undefined` for what is not there, is
   * no text, is too large, or lies outside.
   */
  read(path: string): string | undefined;
}

/** For a config that stands alone. */
export const NO_FILES: Repository = { read: () => undefined };

/** A path from the root, `.` and `..` resolved; `undefined` for one that leads outside. */
export function joinPath(folder: string, path: string): string | undefined {
  const steps: string[] = [];
  for (const step of `${path.startsWith("/") ? "" : folder}/${path}`.split("/")) {
    if (step === "..") {
      if (steps.pop() === undefined) return undefined;
    } else if (step !== "" && step !== ".") steps.push(step);
  }
  return steps.join("/");
}
