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

/** A range of the text that something is wrong with. */
export interface Mark {
  start: number;
  end: number;
  severity: 'error' | 'warning';
}

/** Cuts spans at the ends of marks, so that these can be underlined; where marks overlap, the first counts. */
export function withMarks(lines: Span[][], marks: readonly Mark[]): (Span & { mark?: Mark['severity'] })[][] {
  if (marks.length === 0) return lines;
  return lines.map((spans) =>
    spans.flatMap((span) => {
      const end = span.start + span.text.length;
      const ends = marks.flatMap((mark) => [mark.start, mark.end]).filter((at) => at > span.start && at < end);
      const cuts = [...new Set([span.start, ...ends, end])].sort((a, b) => a - b);
      return cuts.slice(1).map((cut, index) => {
        const start = cuts[index]!;
        const mark = marks.find((one) => start >= one.start && cut <= one.end)?.severity;
        return { ...span, text: span.text.slice(start - span.start, cut - span.start), start, ...(mark && { mark }) };
      });
    }),
  );
}
