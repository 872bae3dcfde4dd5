/** Everything that comes. */
export async function all<T>(coming: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const one of coming) list.push(one);
  return list;
}
