/** What `fleet.yml` says. Flags win over it. */
export interface FleetFile {
  readonly select?: SelectKeys;
  /** Settings for repositories that have none: a path beside this file. */
  readonly settings?: string;
  readonly unsafe?: boolean;
  /** Ids of the rules that run; all where it is absent. */
  readonly rules?: readonly string[];
  readonly proposal?: ProposalKeys;
  readonly waves?: WaveKeys;
  readonly limits?: LimitKeys;
  /** The folder in which the campaign remembers what it did. */
  readonly state?: string;
  readonly hosts?: readonly HostKeys[];
}

/** What a forge is asked for at most. */
export interface LimitKeys {
  readonly requests?: number;
  readonly concurrency?: number;
  /** Milliseconds from one request that changes something to the next. */
  readonly pause?: number;
}

export interface SelectKeys {
  /** Checkouts, folders of checkouts, globs. */
  readonly folders?: readonly string[];
  /** A file with a repository a line. */
  readonly list?: string;
  readonly github?: readonly ForgeKeys[];
  readonly gitlab?: readonly ForgeKeys[];
  readonly bitbucket?: readonly ForgeKeys[];
  /** Addresses of other remotes. */
  readonly git?: readonly string[];
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly topics?: readonly string[];
  readonly archived?: boolean;
  readonly forks?: boolean;
}

/** All of an owner, or what a search finds; one of both. */
export interface ForgeKeys {
  readonly owner?: string;
  readonly search?: string;
  readonly host?: string;
}

/** What a proposal is like. */
export interface ProposalKeys {
  readonly branch?: string;
  readonly title?: string;
  /** A file with the template of the body. */
  readonly body?: string;
  readonly labels?: readonly string[];
  readonly reviewers?: readonly string[];
  readonly draft?: boolean;
}

/** How many proposals are made at once. */
export interface WaveKeys {
  /** Repositories of the first wave. */
  readonly canary?: number;
  readonly size?: number;
  /** Proposals of one run. */
  readonly max?: number;
  /** Minutes to wait for the checks of a wave. */
  readonly wait?: number;
  /** Repositories of a wave whose checks may fail. */
  readonly tolerate?: number;
}

/** A forge that is not at its usual address, or how one is logged in to. */
export interface HostKeys {
  readonly host: string;
  readonly forge: "github" | "gitlab" | "bitbucket";
  /** Where its API begins, where that is not the usual place. */
  readonly api?: string;
  /** A file with the certificates of authorities that are trusted there. */
  readonly caFile?: string;
  /** Where the token comes from; never the token itself. */
  readonly token?: TokenKeys;
}

/** One of these, and who it is of where the forge wants to know. */
export interface TokenKeys {
  /** Name of an environment variable. */
  readonly env?: string;
  /** A file that holds nothing else. */
  readonly file?: string;
  /** A command whose output is the token: program and arguments. */
  readonly helper?: readonly string[];
  /** An app of GitHub, as which an installation asks. */
  readonly app?: AppKeys;
  /** Sent with the token of a person: their address, at Bitbucket. */
  readonly username?: string;
}

export interface AppKeys {
  /** Its id, or its client id. */
  readonly id: string;
  /** The file with its private key. */
  readonly keyFile: string;
  /** The organization or account that it is installed for. */
  readonly owner: string;
}
