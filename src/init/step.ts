/** What a step of `circlesec init` comes to: a file with another text, or why there is nothing to do. */
export type Step =
  | { readonly path: string; readonly before: string | undefined; readonly after: string }
  | { readonly path: string; readonly reason: string };
