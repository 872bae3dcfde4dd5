import { type Props, makeAlias } from "./make.ts";
import type { Alias, Holder, Resolved } from "./nodes.ts";

/** Levels of nesting, those behind aliases included: deeper than any config, and far from the end of the stack. */
export const MAX_HEIGHT = 200;

interface Anchored {
  readonly node: Resolved;
  readonly aliases: Alias[];
  readonly height: number;
}

/** Which node each name means while a tree is built in document order: that of the last anchor before. */
export class Anchors {
  readonly danglingAliases: Alias[] = [];
  readonly anchored: Resolved[] = [];
  readonly #byName = new Map<string, Anchored>();

  /** From its anchor on, a name means this node, which no alias inside it can: that would be a circle. */
  open({ anchor }: Props): void {
    if (anchor) this.#byName.delete(anchor.name);
  }

  /** Takes in a complete node that may have an anchor; `height`: that of what is in it. */
  close<T extends Resolved>(node: T, height: number): T {
    if (node.anchor) {
      const aliases: Alias[] = [];
      Object.assign(node, { aliases });
      this.anchored.push(node);
      const { name } = node.anchor;
      // A node inside this one that took its name keeps it.
      if (!this.#byName.has(name)) this.#byName.set(name, { node, aliases, height });
    }
    return node;
  }

  /** An alias to what its name means now, and the height of that; 0 where it means nothing. */
  alias(name: string, span: Alias["span"], props: Props, holder: Holder | undefined): { alias: Alias; height: number } {
    const anchored = this.#byName.get(name);
    const alias = makeAlias(name, anchored?.node, span, props, holder);
    if (anchored) anchored.aliases.push(alias);
    else this.danglingAliases.push(alias);
    return { alias, height: anchored?.height ?? 0 };
  }

  /** Brings what has an anchor into document order, once the tree is complete. */
  sort(): void {
    this.anchored.sort((a, b) => a.outerStart - b.outerStart);
  }
}
