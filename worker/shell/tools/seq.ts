/** seq. */

import { tool, ToolError } from './common';
import { formatFloat } from './format';

const HELP = `\nTry 'seq --help' for more information.`;

export const seq = tool(async (context) => {
  const words = [...context.args];
  let separator = '\n';
  let format: string | undefined;
  let isEqualWidth = false;
  while (words.length > 0 && /^-[^\d.]/.test(words[0])) {
    const word = words.shift()!;
    if (word === '--') break;
    if (word === '-w' || word === '--equal-width') isEqualWidth = true;
    else if (/^(?:-s|--separator=)/.test(word))
      separator = word.replace(/^(?:-s|--separator=)/, '') || words.shift() || '';
    else if (/^(?:-f|--format=)/.test(word)) format = word.replace(/^(?:-f|--format=)/, '') || words.shift() || '';
    else throw new ToolError(`seq: invalid option -- '${word[1]}'${HELP}`);
  }
  if (words.length === 0) throw new ToolError(`seq: missing operand${HELP}`);
  if (words.length > 3) throw new ToolError(`seq: extra operand ‘${words[3]}’${HELP}`);
  const numbers = words.map((word) => {
    if (word.trim() === '' || Number.isNaN(Number(word)))
      throw new ToolError(`seq: invalid floating point argument: ‘${word}’${HELP}`);
    return Number(word);
  });
  const first = numbers.length > 1 ? numbers[0] : 1;
  const step = numbers.length > 2 ? numbers[1] : 1;
  const last = numbers[numbers.length - 1];
  if (step === 0) throw new ToolError(`seq: invalid Zero increment value: ‘${words[1]}’${HELP}`);
  const digits = Math.max(
    ...words.slice(0, words.length === 1 ? 1 : -1).map((word) => (/\.(\d+)/.exec(word)?.[1] ?? '').length),
  );
  const decimals = words.length === 1 ? 0 : digits;
  const show = (value: number) => (format === undefined ? value.toFixed(decimals) : printFormat(format, value));
  const width = isEqualWidth ? Math.max(show(first).length, show(lastValue(first, step, last)).length) : 0;
  let isFirst = true;
  for (let index = 0; ; index++) {
    const value = first + index * step;
    if (step > 0 ? value > last + 1e-9 * step : value < last + 1e-9 * step) break;
    const text = show(value);
    const padded = value < 0 ? `-${text.slice(1).padStart(width - 1, '0')}` : text.padStart(width, '0');
    context.stdout.write((isFirst ? '' : separator) + padded);
    isFirst = false;
    const pause = context.tick();
    if (pause) await pause;
  }
  if (!isFirst) context.stdout.write('\n');
  return 0;
}, true);

function lastValue(first: number, step: number, last: number): number {
  return first + Math.floor((last - first) / step + 1e-9) * step;
}

function printFormat(format: string, value: number): string {
  return format.replace(
    /%([-+ #0]*)(\d*)(?:\.(\d+))?([eEfFgG])|%%/,
    (whole, flags: string, width: string, precision: string | undefined, conversion: string) => {
      if (whole === '%%') return '%';
      const set = {
        left: flags.includes('-'),
        plus: flags.includes('+'),
        space: flags.includes(' '),
        zero: flags.includes('0'),
        alternate: flags.includes('#'),
      };
      return formatFloat(
        value,
        conversion,
        set,
        Number(width),
        precision === undefined ? undefined : Number(precision),
      );
    },
  );
}
