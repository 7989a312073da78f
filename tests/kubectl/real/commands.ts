/** Tables of commands as text: a line a command, with what is to be known of it before it. */

export interface RealCommand {
  command: string;
  /** It waits for something: time goes by meanwhile. */
  isWaiting?: true;
  /** kubectl's own text: the first release that prints it so. */
  since?: string;
}

/**
 * @param text a line a command; `waits:` and `since RELEASE:` may go before it, and lines with `#` name a section.
 */
export const commands = (text: string): RealCommand[] =>
  text
    .trim()
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, marks, command] = /^((?:waits: |since \d\.\d+: )*)(.*)$/.exec(line)!;
      const since = /since (\S+): /.exec(marks)?.[1];
      return { command, ...(marks.includes('waits: ') && { isWaiting: true as const }), ...(since && { since }) };
    });
