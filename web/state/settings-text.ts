/** Changes of one top-level line in the text of `cluster.yaml`, leaving everything else as the reader wrote it. */

const lineOf = (key: string) => new RegExp(`^(${key}:)[ \\t]*(.*?)([ \\t]+#.*|[ \\t]*)$`, 'm');

/** A comment behind the value stays. */
export function setTopLevel(text: string, key: string, value: string): string {
  const line = lineOf(key);
  if (line.test(text))
    return text.replace(line, (_, name: string, _value, comment: string) => `${name} ${value}${comment}`);
  return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${key}: ${value}\n`;
}

/** @returns the value of a line without its quotes; undefined when there is no such line. */
export function topLevel(text: string, key: string): string | undefined {
  const value = lineOf(key).exec(text)?.[2];
  return value?.replace(/^(["'])(.*)\1$/, '$2');
}

/** Takes a line out. */
export function withoutTopLevel(text: string, key: string): string {
  return text.replace(new RegExp(`^${key}:.*\\n?`, 'm'), '');
}

/** 1-based; 0 when there is no such line. */
export function lineNumberOf(text: string, key: string): number {
  return text.split('\n').findIndex((line) => line.startsWith(`${key}:`)) + 1;
}
