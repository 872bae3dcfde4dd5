import { type FragmentDefinitionNode, Kind, type SelectionSetNode, parse } from "graphql";

const COSTS: Readonly<Record<string, number>> = { lastCommit: 10, tree: 3, blobs: 2, rootRef: 2, exists: 2 };

/** How complex a query is, about as GitLab counts it: a field is one, what asks Gitaly more, and a connection by its size. */
export function complexityOf(query: string, variables: Readonly<Record<string, unknown>>): number {
  const { definitions } = parse(query);
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const one of definitions) if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one);
  const cost = (set: SelectionSetNode | undefined): number =>
    (set?.selections ?? []).reduce((sum, one) => {
      if (one.kind === Kind.FRAGMENT_SPREAD) return sum + cost(fragments.get(one.name.value)?.selectionSet);
      if (one.kind === Kind.INLINE_FRAGMENT) return sum + cost(one.selectionSet);
      const own = (COSTS[one.name.value] ?? 1) + cost(one.selectionSet);
      const isResolved = one.name.value !== "blobs" || one.arguments?.some(({ name }) => name.value === "paths");
      const first = isResolved ? one.arguments?.find(({ name }) => name.value === "first")?.value : undefined;
      const size =
        first?.kind === Kind.VARIABLE ? variables[first.name.value] : first?.kind === Kind.INT && first.value;
      return sum + own * (1 + Number(size ?? 0) / 100);
    }, 0);
  return Math.floor(definitions.reduce((sum, one) => sum + ("operation" in one ? cost(one.selectionSet) : 0), 0));
}
