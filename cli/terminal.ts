/** What depends on whether somebody looks: colours and progress, on terminals only. */

/** A stream of the process, as far as this file goes. */
export interface Output {
  isTTY?: boolean;
  write(text: string): unknown;
}

export type Style = 'bold' | 'red' | 'green' | 'yellow' | 'cyan' | 'dim';

const CODES: Record<Style, [on: number, off: number]> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
};

/** Environment variables that turn colours off: https://no-color.org, and terminals that have none. */
export function hasColours(output: Output, environment: NodeJS.ProcessEnv = process.env): boolean {
  return output.isTTY === true && !environment.NO_COLOR && environment.TERM !== 'dumb';
}

/** @returns a function that puts a text into a style, where the output shows colours. */
export function painter(output: Output, environment?: NodeJS.ProcessEnv): (style: Style, text: string) => string {
  if (!hasColours(output, environment)) return (_, text) => text;
  return (style, text) => `\x1b[${CODES[style][0]}m${text}\x1b[${CODES[style][1]}m`;
}

/** One line on standard error that says how far the work is. */
export interface Progress {
  show(text: string): void;
  /** Takes the line away. */
  end(): void;
}

/** @returns progress that is shown on terminals only. */
export function startProgress(output: Output = process.stderr): Progress {
  if (!output.isTTY) return { show: () => {}, end: () => {} };
  return {
    show: (text) => void output.write(`\r\x1b[K${text}`),
    end: () => void output.write('\r\x1b[K'),
  };
}
