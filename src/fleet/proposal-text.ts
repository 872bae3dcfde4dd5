/** Title and body that a pull request gets. */
export interface ProposalText {
  readonly title: string;
  /** Markdown. */
  readonly body: string;
}
