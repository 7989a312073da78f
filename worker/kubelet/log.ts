/** What a container wrote, and the parts of it that are asked for. */

export interface Log {
  write(stream: 'stdout' | 'stderr', text: string, epochMs: number): void;
  /** @param onText is told of what is written from now on. @returns the end of that. */
  follow(onText: (stream: 'stdout' | 'stderr', text: string) => void): () => void;
  read(query: Readonly<Record<string, string>>, epochMs: number): string;
}

/** Characters of one container's log that are kept. */
const LOG_MAX = 1_000_000;

interface Line {
  text: string;
  epochMs: number;
}

export function createLog(): Log {
  const lines: Line[] = [];
  /** The unfinished last line of each stream. */
  const open = { stdout: '', stderr: '' };
  const followers = new Set<(stream: 'stdout' | 'stderr', text: string) => void>();
  let size = 0;
  return {
    follow(onText) {
      followers.add(onText);
      return () => void followers.delete(onText);
    },
    write(stream, text, epochMs) {
      for (const onText of followers) onText(stream, text);
      size += text.length;
      const parts = (open[stream] + text).split('\n');
      open[stream] = parts.pop()!;
      for (const part of parts) lines.push({ text: `${part}\n`, epochMs });
      while (size > LOG_MAX && lines.length > 1) size -= lines.shift()!.text.length;
    },
    read(query, epochMs) {
      let chosen = [...lines];
      for (const text of [open.stdout, open.stderr]) if (text !== '') chosen.push({ text, epochMs });
      const since = query.sinceSeconds
        ? epochMs - Number(query.sinceSeconds) * 1_000
        : Date.parse(query.sinceTime ?? '');
      if (!Number.isNaN(since)) chosen = chosen.filter((line) => line.epochMs >= since);
      if (query.tailLines !== undefined)
        chosen = Number(query.tailLines) > 0 ? chosen.slice(-Number(query.tailLines)) : [];
      const stamp = (line: Line) =>
        query.timestamps === 'true' ? `${new Date(line.epochMs).toISOString().replace('Z', '000000Z')} ` : '';
      const text = chosen.map((line) => stamp(line) + line.text).join('');
      return query.limitBytes === undefined ? text : text.slice(0, Number(query.limitBytes));
    },
  };
}
