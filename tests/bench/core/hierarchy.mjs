/** The core's bitmap written by hand in JavaScript: words of 32 bits in levels, once for "all are taken" and once for "some". */

export class HierarchyBitmap {
  /** @param {number} size a power of two up to 2^30. */
  constructor(size) {
    this.size = size;
    this.used = 0;
    this.full = [];
    this.some = [];
    for (let count = size; ; count = Math.ceil(count / 32)) {
      this.full.push(new Int32Array(Math.ceil(count / 32)));
      this.some.push(this.some.length === 0 ? this.full[0] : new Int32Array(Math.ceil(count / 32)));
      if (count <= 32) break;
    }
  }

  /** Takes the first free offset of [from, to] from `start` on, wrapping once. @returns it, or -1. */
  takeFree(from, to, start) {
    let at = this.#seek(start);
    if ((at < 0 || at > to) && start > from) {
      at = this.#seek(from);
      if (at >= start) at = -1;
    }
    if (at < 0 || at > to) return -1;
    this.#occupy(at);
    return at;
  }

  #occupy(at) {
    const { full, some } = this;
    const before = full[0][at >> 5];
    const after = before | (1 << (at & 31));
    full[0][at >> 5] = after;
    this.used++;
    if (before === 0) this.#note(some, at >> 5, 0);
    if (after === -1) this.#note(full, at >> 5, -1);
  }

  /** Sets a bit in each level above, for "some" until a word had one, for "all" until a word is not full. */
  #note(levels, index, goesOn) {
    for (let level = 1; level < levels.length; level++, index >>= 5) {
      const words = levels[level];
      const before = words[index >> 5];
      const after = before | (1 << (index & 31));
      words[index >> 5] = after;
      if (goesOn === 0 ? before !== 0 : after !== -1) return;
    }
  }

  #seek(start) {
    const { full } = this;
    let index = start;
    let level = 0;
    for (;;) {
      const words = full[level];
      if (index >> 5 >= words.length) return -1;
      const free = ~words[index >> 5] & (-1 << (index & 31));
      if (free !== 0) {
        index = (index & ~31) | (31 - Math.clz32(free & -free));
        break;
      }
      if (++level === full.length) return -1;
      index = (index >> 5) + 1;
    }
    while (level > 0) {
      level--;
      if (index >= full[level].length) return -1;
      const free = ~full[level][index];
      index = (index << 5) | (31 - Math.clz32(free & -free));
    }
    return index < this.size ? index : -1;
  }
}
