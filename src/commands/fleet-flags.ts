/** Options that choose the repositories of a fleet, as commander names them. */
export interface SelectFlags {
  /** The fleet file; `fleet.yml` of this folder, if there is one, where it is absent. */
  readonly file?: string;
  readonly state?: string;
}
