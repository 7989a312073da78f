/** Changes of one top-level line in the text of `cluster.yaml`, leaving everything else as the reader wrote it. */

export function setTopLevel(text: string, key: string, value: string): string {
  const line = new RegExp(`^${key}:.*$`, 'm');
  if (line.test(text)) return text.replace(line, `${key}: ${value}`);
  return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${key}: ${value}\n`;
}
