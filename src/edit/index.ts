export { mostCommon } from "./layout.ts";
export type { NewPair, NewValue } from "./new-value.ts";
export { EditSet, type TextEdit, applyEdits, editsCollide, joinEdits, mergeEdits } from "./text-edit.ts";
export {
  type Edits,
  aliasToMerge,
  appendTopLevel,
  fillInline,
  fillPair,
  indentUnder,
  insertFirstPair,
  insertPairAfter,
  prependItem,
  replaceInline,
  scalarItemToMap,
  setScalar,
  wrapInList,
  wrapPairs,
} from "./verbs.ts";
