/** A text with fewer lines, then fewer characters, that still breaks; takes away halves, then smaller pieces. */
export function smallest(text: string, breaks: (text: string) => boolean): string {
  const lines = shrink(text.split(/(?<=\n)/), (left) => breaks(left.join(""))).join("");
  return lines.length > 2000 ? lines : shrink(lines.split(""), (left) => breaks(left.join(""))).join("");
}

function shrink(given: readonly string[], breaks: (left: readonly string[]) => boolean): readonly string[] {
  let left = given;
  for (let size = Math.ceil(left.length / 2); size > 0; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < left.length;) {
      const fewer = [...left.slice(0, at), ...left.slice(at + size)];
      if (breaks(fewer)) left = fewer;
      else at += size;
    }
  }
  return left;
}
