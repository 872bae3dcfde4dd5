/** One key on the way from the root of a config to a value: a map key or a list index. */
export type PathStep = string | number;
