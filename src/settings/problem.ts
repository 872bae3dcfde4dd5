/** Something that is wrong in a settings file, and where. */
export interface Problem {
  readonly offset: number;
  /** The fact, one clause; never a value, which could be a secret. */
  readonly message: string;
}
