/** Go's sort.Sort: not stable, so that it shows in which order equal elements come out. */

import { insertionSort } from '../../kubernetes/patch';

type Less<T> = (a: T, b: T) => boolean;
type Hint = 'unknown' | 'increasing' | 'decreasing';

/** Shorter lists are sorted by insertion. */
const INSERTION_MAX = 12;
const NINTHER_MIN = 50;
const SWAPS_MAX = 12;
const STEPS_MAX = 5;
const SHIFTING_MIN = 50;
const MASK = (1n << 64n) - 1n;

/** @returns a sorted copy. */
export function goSort<T>(items: readonly T[], less: Less<T>): T[] {
  if (items.length <= INSERTION_MAX) return insertionSort(items, less);
  const sorter = new Sorter([...items], less);
  sorter.sort(0, items.length, bitLength(items.length));
  return sorter.items;
}

const bitLength = (n: number) => 32 - Math.clz32(n);

class Sorter<T> {
  #swaps = 0;

  constructor(
    readonly items: T[],
    private readonly compare: Less<T>,
  ) {}

  /** pdqsort_func of Go's sort package. */
  sort(a: number, b: number, limit: number): void {
    let isBalanced = true;
    let isPartitioned = true;
    for (;;) {
      const length = b - a;
      if (length <= INSERTION_MAX) return this.#insert(a, b);
      if (limit === 0) return this.#heapSort(a, b);
      if (!isBalanced) {
        this.#breakPatterns(a, b);
        limit--;
      }
      let [pivot, hint] = this.#choosePivot(a, b);
      if (hint === 'decreasing') {
        this.#reverse(a, b);
        pivot = b - 1 - (pivot - a);
        hint = 'increasing';
      }
      if (isBalanced && isPartitioned && hint === 'increasing' && this.#insertSome(a, b)) return;
      if (a > 0 && !this.#less(a - 1, pivot)) {
        a = this.#partitionEqual(a, b, pivot);
        continue;
      }
      const [middle, wasPartitioned] = this.#partition(a, b, pivot);
      isPartitioned = wasPartitioned;
      const [left, right] = [middle - a, b - middle];
      isBalanced = Math.min(left, right) >= Math.floor(length / 8);
      if (left < right) {
        this.sort(a, middle, limit);
        a = middle + 1;
      } else {
        this.sort(middle + 1, b, limit);
        b = middle;
      }
    }
  }

  #less(i: number, j: number): boolean {
    return this.compare(this.items[i], this.items[j]);
  }

  #swap(i: number, j: number): void {
    const { items } = this;
    [items[i], items[j]] = [items[j], items[i]];
  }

  #insert(a: number, b: number): void {
    for (let i = a + 1; i < b; i++) for (let j = i; j > a && this.#less(j, j - 1); j--) this.#swap(j, j - 1);
  }

  #heapSort(first: number, b: number): void {
    const length = b - first;
    for (let i = (length - 1) >> 1; i >= 0; i--) this.#siftDown(i, length, first);
    for (let i = length - 1; i >= 0; i--) {
      this.#swap(first, first + i);
      this.#siftDown(0, i, first);
    }
  }

  #siftDown(root: number, end: number, first: number): void {
    for (;;) {
      let child = 2 * root + 1;
      if (child >= end) return;
      if (child + 1 < end && this.#less(first + child, first + child + 1)) child++;
      if (!this.#less(first + root, first + child)) return;
      this.#swap(first + root, first + child);
      root = child;
    }
  }

  #breakPatterns(a: number, b: number): void {
    const length = b - a;
    const modulus = 1 << bitLength(length);
    const index = a + Math.floor(length / 4) * 2 - 1;
    let random = BigInt(length);
    for (let i = 0; i < 3; i++) {
      random ^= (random << 13n) & MASK;
      random ^= random >> 7n;
      random ^= (random << 17n) & MASK;
      const other = Number(random & BigInt(modulus - 1));
      this.#swap(index - 1 + i, a + (other >= length ? other - length : other));
    }
  }

  #choosePivot(a: number, b: number): [pivot: number, hint: Hint] {
    this.#swaps = 0;
    const length = b - a;
    const quarter = Math.floor(length / 4);
    let [i, j, k] = [1, 2, 3].map((part) => a + quarter * part);
    if (length >= NINTHER_MIN) [i, j, k] = [i, j, k].map((at) => this.#median(at - 1, at, at + 1));
    j = this.#median(i, j, k);
    return [j, this.#swaps === 0 ? 'increasing' : this.#swaps === SWAPS_MAX ? 'decreasing' : 'unknown'];
  }

  #median(a: number, b: number, c: number): number {
    const order = (x: number, y: number): [number, number] => {
      if (!this.#less(y, x)) return [x, y];
      this.#swaps++;
      return [y, x];
    };
    [a, b] = order(a, b);
    [b, c] = order(b, c);
    [a, b] = order(a, b);
    return b;
  }

  #reverse(a: number, b: number): void {
    for (let i = a, j = b - 1; i < j; i++, j--) this.#swap(i, j);
  }

  /** @returns whether all is in order after a few steps. */
  #insertSome(a: number, b: number): boolean {
    let i = a + 1;
    for (let step = 0; step < STEPS_MAX; step++) {
      while (i < b && !this.#less(i, i - 1)) i++;
      if (i === b) return true;
      if (b - a < SHIFTING_MIN) return false;
      this.#swap(i, i - 1);
      if (i - a >= 2) for (let j = i - 1; j >= 1 && this.#less(j, j - 1); j--) this.#swap(j, j - 1);
      if (b - i >= 2) for (let j = i + 1; j < b && this.#less(j, j - 1); j++) this.#swap(j, j - 1);
    }
    return false;
  }

  #partition(a: number, b: number, pivot: number): [middle: number, wasPartitioned: boolean] {
    this.#swap(a, pivot);
    let [i, j] = [a + 1, b - 1];
    const close = () => {
      while (i <= j && this.#less(i, a)) i++;
      while (i <= j && !this.#less(j, a)) j--;
      return i > j;
    };
    const wasPartitioned = close();
    for (let isDone = wasPartitioned; !isDone; isDone = close()) this.#swap(i++, j--);
    this.#swap(j, a);
    return [j, wasPartitioned];
  }

  #partitionEqual(a: number, b: number, pivot: number): number {
    this.#swap(a, pivot);
    let [i, j] = [a + 1, b - 1];
    for (;;) {
      while (i <= j && !this.#less(a, i)) i++;
      while (i <= j && this.#less(a, j)) j--;
      if (i > j) return i;
      this.#swap(i++, j--);
    }
  }
}
