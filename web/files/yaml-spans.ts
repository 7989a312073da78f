/** YAML in two inks, line by line: keys recede, values are read. For showing only; the worker reads YAML. */

export interface Span {
  kind: 'key' | 'value' | 'comment';
  text: string;
  /** Offset in the whole text. */
  start: number;
}

const LINE = /^(\s*(?:- +)*)((?:"[^"]*"|'[^']*'|[^\s#:"'[\]{},][^:#]*?))(:)(?=\s|$)/;
const COMMENT = /(^|\s)#.*$/;

/** @returns the spans of each line; their texts, joined by newlines, are the text. */
export function yamlLines(text: string): Span[][] {
  let start = 0;
  return text.split('\n').map((line) => {
    const spans: Span[] = [];
    const push = (kind: Span['kind'], from: number, to: number) => {
      if (to > from) spans.push({ kind, text: line.slice(from, to), start: start + from });
    };
    const key = LINE.exec(line);
    let at = 0;
    if (key) {
      at = key[1]!.length + key[2]!.length;
      push('value', 0, key[1]!.length);
      push('key', key[1]!.length, at);
    }
    const comment = COMMENT.exec(line.slice(at));
    const isQuoted = comment && /^[^"']*(["'])[^"']*$/.test(line.slice(at, at + comment.index));
    const end = comment && !isQuoted ? at + comment.index : line.length;
    push('value', at, end);
    push('comment', end, line.length);
    start += line.length + 1;
    return spans;
  });
}

/** Cuts spans at the ends of a fault, so that the fault can be underlined. */
export function markFault(lines: Span[][], from: number, to: number): (Span & { isFault: boolean })[][] {
  return lines.map((spans) =>
    spans.flatMap((span) => {
      const end = span.start + span.text.length;
      const cuts = [span.start, from, to, end].filter((at) => at >= span.start && at <= end).sort((a, b) => a - b);
      return cuts.slice(1).flatMap((cut, index) => {
        const begin = cuts[index]!;
        const text = span.text.slice(begin - span.start, cut - span.start);
        return text === '' ? [] : [{ ...span, text, start: begin, isFault: begin >= from && cut <= to }];
      });
    }),
  );
}
