import { Composer, type CST, Lexer, Parser } from "yaml";
import type { Source } from "../source/source.ts";
import { TreeBuilder } from "./builder.ts";
import { explainFault } from "./faults.ts";
import type { Comment } from "./nodes.ts";
import type { SyntaxFault, Tree } from "./tree.ts";

const MAX_FAULTS = 20;
/** What the lexer emits around tokens; they stand for no character of the source. */
const CONTROL = new Set(["\u0002", "\u0018", "\u001F"]);
const SCALAR_FOLLOWS = "\u001F";

/** Parses a file as `parse` does, by the full parser alone. */
export function parseFully(source: Source): Tree {
  const seen: Seen = { comments: [], lastQuote: 0 };
  const lone = source.text.search(LONE_RETURN);
  if (lone !== -1) {
    return unreadTree(source, seen, {
      message: "a carriage return without a line feed ends this line",
      offset: lone,
      isOurs: true,
    });
  }
  try {
    return parseTokens(source, seen);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return unreadTree(source, seen, { message: "the file is nested too deeply to read", offset: 0, isOurs: true });
  }
}

/** A line break to YAML and none to our parser, which would read on in a comment where YAML begins a line. */
const LONE_RETURN = /\r(?!\n)/;

function unreadTree(source: Source, { comments }: Seen, fault: SyntaxFault): Tree {
  const nothing = { root: undefined, danglingAliases: [], anchored: [], secondDocument: undefined };
  return { source, comments, ...nothing, faults: [fault] };
}

/** What goes past in the lexer and is lost in the tree. */
interface Seen {
  readonly comments: Comment[];
  /** Where the last quoted scalar begins: the one that a missing quote leaves open. */
  lastQuote: number;
}

function parseTokens(source: Source, seen: Seen): Tree {
  const composer = new Composer({ uniqueKeys: false, schema: "failsafe", logLevel: "silent" });
  const faults: SyntaxFault[] = [];
  let document: CST.Document | undefined;
  let secondDocument: number | undefined;
  let composed = 0;

  const compose = (documents: ReturnType<typeof composer.next>): void => {
    for (const { errors } of documents) {
      composed += 1;
      if (composed > 1) continue;
      for (const error of errors)
        if (faults.length < MAX_FAULTS) faults.push(explainFault(error, source, seen.lastQuote));
    }
  };
  for (const token of tokens(source.text, seen)) {
    if (token.type === "document") {
      if (!document) document = token;
      else secondDocument ??= token.offset;
    }
    compose(composer.next(token));
  }
  compose(composer.end(true, source.text.length));

  const builder = new TreeBuilder(source.text);
  const root = document && builder.document(document);
  const { danglingAliases, anchored } = builder.anchors;
  const { comments } = seen;
  return { source, root, comments, danglingAliases, anchored, secondDocument, faults };
}

/**
 * Drives the lexer by hand, because that is where comments can be seen in order, whatever they are attached to. The
 * parser is not shown a byte-order mark: it takes it for indentation and then refuses a list or an indented root.
 */
function* tokens(text: string, seen: Seen): Generator<CST.Token> {
  const parser = new Parser();
  let offset = text.startsWith("\uFEFF") ? 1 : 0;
  parser.offset = offset;
  let inScalar = false;
  for (const lexeme of new Lexer().lex(text.slice(offset))) {
    const first = inScalar ? undefined : lexeme[0];
    if (first === "#") seen.comments.push({ span: { start: offset, end: offset + lexeme.length }, text: lexeme });
    if (first === '"' || first === "'") seen.lastQuote = offset;
    if (inScalar || !CONTROL.has(lexeme)) offset += lexeme.length;
    inScalar = !inScalar && lexeme === SCALAR_FOLLOWS;
    yield* parser.next(lexeme);
  }
  yield* parser.end();
}
