/** A promise that only fails, and what makes it fail; it may do so when nobody waits for it any more. */
export function splitPromise() {
  const parts: { reject?: (reason: unknown) => void } = {};
  const promise = new Promise<never>((_, reject) => {
    parts.reject = reject;
  });
  promise.catch(() => undefined);
  return { promise, reject: (reason: unknown) => parts.reject?.(reason) };
}
