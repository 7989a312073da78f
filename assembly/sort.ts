/** Sorts u64 words in place: heap sort, so that no input is slow and no memory is needed. */

function at(words: usize, index: u32): usize {
  return words + ((<usize>index) << 3);
}

function sink(words: usize, root: u32, count: u32): void {
  const value = load<u64>(at(words, root));
  for (;;) {
    let child: u32 = 2 * root + 1;
    if (child >= count) break;
    if (child + 1 < count && load<u64>(at(words, child + 1)) > load<u64>(at(words, child))) child++;
    if (load<u64>(at(words, child)) <= value) break;
    store<u64>(at(words, root), load<u64>(at(words, child)));
    root = child;
  }
  store<u64>(at(words, root), value);
}

export function sortWords(words: usize, count: u32): void {
  for (let root = count >> 1; root > 0; root--) sink(words, root - 1, count);
  for (let end = count; end > 1; end--) {
    const greatest = load<u64>(words);
    store<u64>(words, load<u64>(at(words, end - 1)));
    store<u64>(at(words, end - 1), greatest);
    sink(words, 0, end - 1);
  }
}
