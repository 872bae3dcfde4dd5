import picomatch from "picomatch";

/**
 * True for names of repositories that one of the globs matches: whole, as `acme/*`, or by their last part where the glob has no
 * `/`. `isPath`: names are paths, of which the end has to match.
 */
export function matcherForNames(patterns: readonly string[]): (name: string, isPath: boolean) => boolean {
  const options = { dot: true, nocase: true, posix: true };
  const ends = picomatch(
    patterns.map((pattern) => `**/${pattern}`),
    options,
  );
  const whole = picomatch(
    patterns.map((pattern) => (pattern.includes("/") ? pattern : `**/${pattern}`)),
    options,
  );
  return (name, isPath) => patterns.length > 0 && (isPath ? ends(name.replace(/^\//, "")) : whole(name));
}
