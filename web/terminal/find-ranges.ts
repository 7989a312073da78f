/** Where a text stands in a part of the page, and how it is marked. */

const HITS_MAX = 1_000;
const NAMES = ['berth-hit', 'berth-hit-now'];

/** Browsers without highlights still scroll to the hit. */
const highlights = typeof CSS !== 'undefined' && 'highlights' in CSS ? CSS.highlights : undefined;

/** Finds a text in commands and outputs below `root`, whatever its case. */
export function findRanges(root: HTMLElement, text: string): { ranges: Range[]; isCut: boolean } {
  const ranges: Range[] = [];
  if (text === '') return { ranges, isCut: false };
  const wanted = text.toLowerCase();
  for (const place of root.querySelectorAll('.cmd code, pre')) {
    const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const content = node.textContent!.toLowerCase();
      for (let at = content.indexOf(wanted); at >= 0; at = content.indexOf(wanted, at + wanted.length)) {
        if (ranges.length === HITS_MAX) return { ranges, isCut: true };
        const range = document.createRange();
        range.setStart(node, Math.min(at, node.textContent!.length));
        range.setEnd(node, Math.min(at + wanted.length, node.textContent!.length));
        ranges.push(range);
      }
    }
  }
  return { ranges, isCut: false };
}

/** Marks all of them, and brings one into sight. */
export function showRanges(ranges: readonly Range[], at: number) {
  clearRanges();
  const now = ranges[at];
  if (!now) return;
  if (highlights) {
    const current = new Highlight(now);
    current.priority = 1;
    highlights.set(NAMES[0]!, new Highlight(...ranges)).set(NAMES[1]!, current);
  }
  now.startContainer.parentElement?.scrollIntoView({ block: 'nearest' });
  const pane = now.startContainer.parentElement?.closest('.body');
  if (!pane) return;
  const [hit, frame] = [now.getBoundingClientRect(), pane.getBoundingClientRect()];
  if (hit.top < frame.top || hit.bottom > frame.bottom) pane.scrollTop += hit.top - frame.top - frame.height / 2;
}

export function clearRanges() {
  for (const name of NAMES) highlights?.delete(name);
}
