/** ps and pidof inside a container: its first process, and the one that asks. */

import type { CommandContext } from '../shell/types';
import { usage } from './busybox-usage';
import { baseName } from './process';

export interface ProcessEntry {
  pid: number;
  argv: readonly string[];
}

const PS_USAGE = `ps [-o COL1,COL2=HEADER] [-T]

Show list of processes

	-o COL1,COL2=HEADER	Select columns for display
	-T			Show threads
`;

/** Columns of ps: title, width (negative: to the left), value. */
const COLUMNS: Readonly<Record<string, [title: string, width: number, value: (one: ProcessEntry) => string]>> = {
  user: ['USER', -8, () => 'root'],
  group: ['GROUP', -8, () => 'root'],
  comm: ['COMMAND', -16, ({ argv }) => baseName(argv[0])],
  args: ['COMMAND', -24, ({ argv }) => argv.join(' ')],
  pid: ['PID', 5, ({ pid }) => String(pid)],
  ppid: ['PPID', 5, () => '0'],
  pgid: ['PGID', 5, ({ pid }) => String(pid)],
  nice: ['NI', 5, () => '0'],
  rgroup: ['RGROUP', -8, () => 'root'],
  ruser: ['RUSER', -8, () => 'root'],
  time: ['TIME', 5, () => '0:00'],
  tty: ['TT', -6, () => '?'],
  vsz: ['VSZ', 5, () => '4404'],
  sid: ['SID', 5, ({ pid }) => String(pid)],
  stat: ['STAT', -4, () => 'S'],
  rss: ['RSS', 4, () => '0'],
};

/** busybox's: words such as `aux` mean nothing to it. */
export function ps(context: CommandContext, processes: readonly ProcessEntry[]): number {
  let names = ['pid', 'user', 'time', 'args'];
  for (let at = 0; at < context.args.length; at++) {
    const word = context.args[at];
    if (!word.startsWith('-')) continue;
    const given = /^-o(.*)$/.exec(word);
    if (given) names = (given[1] || context.args[++at] || '').split(',');
    else if (!/^-[Tefwl]+$/i.test(word)) return usage(context, PS_USAGE, `invalid option -- '${word[1]}'`);
  }
  const columns = names.map((name) => {
    const [key, title] = name.split('=');
    const column = COLUMNS[key];
    return column && { title: title ?? column[0], width: column[1], value: column[2] };
  });
  const bad = columns.findIndex((column) => column === undefined);
  if (bad >= 0) {
    const supported = Object.keys(COLUMNS).join(',');
    context.stderr.write(`ps: bad -o argument '${names[bad]}', supported arguments: ${supported}\n`);
    return 1;
  }
  const line = (texts: string[], isTitle: boolean) =>
    texts
      .map((text, index) => {
        const { width } = columns[index];
        const isLast = index === columns.length - 1;
        if (width < 0 || isTitle) return isLast ? text : text.padEnd(Math.abs(width));
        return text.padStart(width);
      })
      .join(' ') + '\n';
  context.stdout.write(line(columns.map(({ title }) => title), true)); // prettier-ignore
  for (const one of processes) context.stdout.write(line(columns.map(({ value }) => value(one)), false)); // prettier-ignore
  return 0;
}

/** Numbers of the processes of these names. */
export function pidof(context: CommandContext, processes: readonly ProcessEntry[]): number {
  const isNamed = ({ argv }: ProcessEntry) => context.args.includes(baseName(argv[0]));
  const found = processes.filter(isNamed).map(({ pid }) => pid);
  if (found.length === 0) return 1;
  context.stdout.write(`${found.reverse().join(' ')}\n`);
  return 0;
}
