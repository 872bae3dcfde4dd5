/** How a process ends: all is well; something is to be mended; the run could not be done; a bug in circlesec. */
export const EXIT = { clean: 0, findings: 1, unusable: 2, bug: 3 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
