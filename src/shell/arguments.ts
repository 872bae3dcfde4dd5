import type { Assignment as AssignmentNode, HereDoc, HereString, Redirection } from "unbash";
import type { Reader } from "./reader.ts";
import type { Assignment, Redirect, Word } from "./script.ts";
import { LazyWord, PartList, readWord } from "./word.ts";

export function readAssignment(reader: Reader, node: AssignmentNode, exported: boolean): Assignment {
  const { pos, end, value } = node;
  return {
    name: reader.slice(pos, pos + node.name.length),
    value: value.type === "Word" ? readWord(reader, value) : undefined,
    elements: value.type === "Word" ? [] : value.elements.map((element) => readWord(reader, element)),
    span: reader.span(pos, end),
    exported,
  };
}

/** An assignment as the argument that it is, of `export` for example. */
export function readAssignmentWord(reader: Reader, { pos, end, value }: AssignmentNode): Word {
  return new LazyWord(reader.span(pos, end), reader.slice(pos, end), () => {
    const list = new PartList(reader, end);
    let at = pos;
    for (const node of value.type === "ArrayValue" ? value.elements : [value]) {
      list.addVerbatim(at, node.pos, "none");
      list.addWord(node);
      at = node.end;
    }
    list.addVerbatim(at, end, "none");
    return list.parts;
  });
}

/** What a word `NAME=value` sets; `undefined` for any other word. */
export function splitAssignment(word: Word, exact: boolean): Assignment | undefined {
  const [first, ...rest] = word.parts;
  if (first?.kind !== "text") return undefined;
  const [head, name] = /^([A-Za-z_]\w*)\+?=/.exec(first.value) ?? [];
  if (head === undefined || name === undefined) return undefined;
  const isQuoted = first.quote !== "none" && rest.length === 0;
  const text = word.text.slice(word.text.indexOf("=") + 1, isQuoted ? -1 : undefined);
  const start = first.span.start + head.length;
  const tail = { ...first, value: first.value.slice(head.length), span: exact ? { ...first.span, start } : first.span };
  const span = exact ? { start, end: isQuoted ? first.span.end : word.span.end } : word.span;
  const parts = tail.value === "" && rest.length > 0 ? rest : [tail, ...rest];
  return { name, value: new LazyWord(span, text, () => parts), elements: [], span: word.span, exported: true };
}

export function readRedirect(reader: Reader, node: Redirection): Redirect {
  const descriptor = node.descriptor?.type === "FileDescriptor" ? node.descriptor.value : undefined;
  const file = node.type === "Redirect" ? node.target : undefined;
  return {
    operator: node.operator,
    descriptor: node.descriptor?.type === "FileDescriptorVariable" ? -1 : descriptor,
    target: file && readWord(reader, file),
    span: reader.span(node.pos, node.end),
    body: node.type === "Redirect" ? undefined : readBody(reader, node),
  };
}

function readBody(reader: Reader, node: HereDoc | HereString): Word | undefined {
  if (node.type === "HereString") return node.target && readWord(reader, node.target);
  const { pos, end, parts } = node.body;
  const quote = node.delimiter?.quoted === true ? "single" : "double";
  return new LazyWord(reader.span(pos, end), reader.slice(pos, end), () => {
    const list = new PartList(reader, end);
    if (parts) list.addAll(parts, quote);
    else list.addVerbatim(pos, end, quote);
    return list.parts;
  });
}
