/** Code that is loaded when first used, and then at hand. */

/** @returns what `load` gave; a promise of it until it is there. */
export function once<T>(load: () => Promise<T>): () => T | Promise<T> {
  let value: T | undefined;
  return () => value ?? load().then((loaded) => (value = loaded));
}
