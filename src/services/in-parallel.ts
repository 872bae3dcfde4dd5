/** Repositories that are asked about at the same time; the host may be asked for less. */
const LANES = 16;

/** What comes of each thing, as it comes, so many at a time. What is thrown first ends it. */
export async function* inParallel<Thing, Result>(
  things: Iterable<Thing>,
  work: (thing: Thing) => Promise<Result>,
  lanes = LANES,
): AsyncGenerator<Result> {
  const running = new Map<number, Promise<{ readonly index: number; readonly result: Result }>>();
  let index = 0;
  const next = async () => {
    const { index: done, result } = await Promise.race(running.values());
    running.delete(done);
    return result;
  };
  for (const thing of things) {
    const own = index;
    index += 1;
    running.set(
      own,
      work(thing).then((result) => ({ index: own, result })),
    );
    if (running.size >= lanes) yield await next();
  }
  while (running.size > 0) yield await next();
}

/** The same in the order of the things. */
export async function* inOrder<Thing, Result>(
  things: Iterable<Thing>,
  work: (thing: Thing) => Promise<Result>,
  lanes = LANES,
): AsyncGenerator<Result> {
  const running: Promise<Result>[] = [];
  for (const thing of things) {
    const one = work(thing);
    // Its turn to be waited for may come long after it has failed.
    one.catch(() => undefined);
    running.push(one);
    const [first] = running.length >= lanes ? running.splice(0, 1) : [];
    if (first) yield await first;
  }
  for (const one of running) yield await one;
}
