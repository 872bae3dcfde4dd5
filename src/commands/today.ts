/** The day of a moment in UTC, as suppressions name it: the same for everyone who runs a gate. */
export function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, "2027-01-31".length);
}
