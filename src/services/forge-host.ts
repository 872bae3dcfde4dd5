import type { Service } from "./failures.ts";
import type { Clock } from "./http/clock.ts";
import type { WantedLimits } from "./http/gate.ts";

/** Where a forge is, and who asks it. */
export interface ForgeHost {
  /** With its port where that is not the usual one. */
  readonly host: string;
  /** Where its API begins, without a slash at the end; where that is not the usual place of the host. */
  readonly base?: string | undefined;
  /** The value of `Authorization`; asked anew, with `renew`, when the last was not taken. */
  readonly authorize: (renew: boolean) => Promise<string | undefined>;
  /** Certificates to trust instead of the system's, in PEM. */
  readonly authority?: string | undefined;
  readonly clock?: Clock;
  readonly limits?: WantedLimits;
  /** Hears until when (milliseconds since 1970) nothing is asked, where that is long. */
  readonly onPause?: (until: number) => void;
}

/** What is said of a forge that gives no answer. */
export function serviceAt(name: string, host: string): Service {
  return {
    name,
    address: host,
    help: {
      trust: "Give the certificate of its authority (`caFile` of the host in fleet.yml, or NODE_EXTRA_CA_CERTS)",
      reach: "Check the host, and that this machine may reach it (HTTPS_PROXY, NO_PROXY)",
    },
  };
}
