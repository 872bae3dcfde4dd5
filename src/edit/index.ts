export { commentAbove, commentBehind, removeComment } from "./comments.ts";
export { editScalar } from "./edit-scalar.ts";
export type { Edits } from "./edits.ts";
export { aliasToMerge, fillInline, fillPair, scalarItemToMap } from "./fill.ts";
export { appendTopLevel, insertFirstPair, insertPairAfter, insertPairBefore, prependItem } from "./insert.ts";
export { appendItem, insertItemBefore, removeItem, replaceItem } from "./items.ts";
export { mostCommon } from "./layout.ts";
export type { NewPair, NewValue } from "./new-value.ts";
export { indentUnder, replaceInline, setScalar, wrapInList, wrapPairs } from "./reshape.ts";
export {
  EditSet,
  type TextEdit,
  applyEdits,
  editsCollide,
  joinEdits,
  mergeEdits,
  offsetAfter,
  spansAfter,
} from "./text-edit.ts";
export { removePair } from "./remove.ts";
