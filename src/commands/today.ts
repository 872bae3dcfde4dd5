import { once } from "../once.ts";

/** The day of a moment in UTC, as suppressions name it: the same for everyone who runs a gate. */
export function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, "2027-01-31".length);
}

/** The day of now, worked out when it is asked, which few files do. */
export function whenAsked(): { readonly today: string } {
  const day = once(() => dayOf(new Date()));
  return {
    get today() {
      return day();
    },
  };
}
