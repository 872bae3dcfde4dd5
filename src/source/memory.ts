let reading = 0;

/**
 * What was worked out of parts of one file, by the part; a file later it is forgotten. A `WeakMap` that lives as long as the
 * process would do the same, but V8 takes its values for reachable until a full collection: each file's tree would outlive it.
 */
export class Memory<K extends object, V> {
  #reading = -1;
  #known = new WeakMap<K, V>();

  get(key: K): V | undefined {
    return this.#current().get(key);
  }

  set(key: K, value: V): void {
    this.#current().set(key, value);
  }

  #current(): WeakMap<K, V> {
    if (this.#reading !== reading) {
      this.#reading = reading;
      this.#known = new WeakMap();
    }
    return this.#known;
  }
}

/** To be called before another file is looked at; what is still needed of the last one is worked out again. */
export function forgetLastFile(): void {
  reading += 1;
}
