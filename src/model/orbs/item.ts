import type { VersionRange } from "./version.ts";

/** A command or job of a registry orb, as far as images, registries and Vault go. Dashes in names stand for underscores too. */
export interface OrbItem extends VersionRange {
  readonly orb: string;
  readonly kind: "command" | "job";
  readonly name: string;
  /** In the order in which it runs. */
  readonly does: readonly OrbPart[];
}

/** A parameter that takes text, with its default. */
export interface OrbText {
  readonly parameter: string;
  readonly default: string;
}

/** A parameter that switches something on. */
export interface OrbSwitch {
  readonly parameter: string;
  readonly default: boolean;
  /** `off`: what it guards runs while it is false. `several`: while its text lists more than one thing. */
  readonly on?: "off" | "several" | "given";
}

/** One thing that an orb's command does. `if`: only then. */
export type OrbPart = { readonly if?: OrbSwitch } & (
  | { readonly does: "remote-docker" }
  /** Runs the steps that are given to a parameter. */
  | { readonly does: "steps"; readonly parameter: string }
  /** Runs another command of the same orb with the same arguments. */
  | { readonly does: "call"; readonly command: string }
  | OrbLogin
  | OrbBuild
  | { readonly does: "pull"; readonly images: OrbText }
  /** Starts a builder of buildx in a container. */
  | { readonly does: "builder" }
  | OrbVault
);

export interface OrbLogin {
  readonly does: "login";
  /** `undefined`: a registry other than Docker Hub. */
  readonly server: OrbText | undefined;
  /** Names of variables. */
  readonly username?: OrbText;
  readonly password?: OrbText;
  /** It succeeds although every attempt failed. */
  readonly ignoresFailure?: true;
  /** It is left out when some other login has written Docker's config before. */
  readonly skippedAfterLogin?: true;
}

export interface OrbBuild {
  readonly does: "build";
  readonly file: OrbText;
  /** A folder before the file's name. */
  readonly folder?: OrbText;
  readonly context: OrbText;
  /** Arguments that go to the build as they are. */
  readonly extra?: string;
}

/** What it does with a Vault. */
export interface OrbVault {
  readonly does: "vault";
  readonly what: "login" | "revoke";
  readonly method?: "jwt" | "approle" | "token" | "userpass";
  /** A parameter that chooses the method. */
  readonly chosenBy?: OrbText;
  /** Parameters that take a secret as it is. */
  readonly secrets?: readonly string[];
  /** The variables that later steps get. */
  readonly exports?: readonly string[];
  /** A parameter that switches the check of certificates off. */
  readonly skipsVerify?: string;
}
