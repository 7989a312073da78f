/** Command lines made by chance from the table of commands, its flags and words never throw. */

import { expect, test } from 'vitest';
import { loaded, ROOT } from '../../worker/kubectl/commands';
import type { CommandSpec } from '../../worker/kubectl/commands/types';
import { FILES } from './real/files';
import { ownRunner } from './real/runners';

const LINES = 500;
const SEED = 20_251;
const MS_MAX = 120_000;

const WORDS =
  'svc svc/web web pods hosts pod/hosts deploy deploy/shop nodes worker0 node/worker0 svc,pods all ns nothing a=b a- a=b:NoSchedule a:NoSchedule- web=nginx x/y/z , / = - ""'.split(
    ' ',
  );
const VALUES =
  '1 -1 0 x "" yaml json name wide jsonpath={.items} custom-columns=A:.metadata client server none 1s delete condition=Ready web.yaml several.yaml noname.yaml team.yaml bad.yaml missing.yaml default team a=b {}'.split(
    ' ',
  );
/** They end late or never, or open an editor. */
const LEFT_OUT = new Set(['watch', 'watch-only', 'follow', 'timeout', 'stdin', 'help']);

interface Line {
  path: string[];
  flags: string[];
}

async function tableOf(command: CommandSpec, path: string[]): Promise<Line[]> {
  const { subcommands = [], flags = [] } = (await loaded(command)) as CommandSpec;
  const inner = await Promise.all(subcommands.map((sub) => tableOf(sub, [...path, sub.name])));
  return [{ path, flags: flags.map(({ name }) => name).filter((name) => !LEFT_OUT.has(name)) }, ...inner.flat()];
}

/** Numbers below a limit, the same ones in every run. */
function createDraw(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

test(
  `${LINES} command lines by chance`,
  async () => {
    const table = await tableOf(ROOT, []);
    const draw = createDraw(SEED);
    const pick = <T>(list: readonly T[]): T => list[draw(list.length)];
    const own = await ownRunner('1.35', FILES);
    for (const command of ['kubectl create -f web.yaml', 'kubectl create deployment shop --image=nginx'])
      await own.run(command, false);
    const thrown: string[] = [];
    for (let count = 0; count < LINES; count++) {
      const { path, flags } = pick(table);
      const words = Array.from({ length: draw(4) }, () => pick(WORDS));
      const given = Array.from({ length: flags.length > 0 ? draw(4) : 0 }, () => `--${pick(flags)}=${pick(VALUES)}`);
      const line = ['timeout 5 kubectl', ...path, ...words, ...given].join(' ').replace(/[{}]+/g, "'$&'");
      try {
        await own.run(line, false);
      } catch (failure) {
        thrown.push(
          `${line}\n${String((failure as Error).stack)
            .split('\n')
            .slice(0, 3)
            .join('\n')}`,
        );
      }
    }
    expect(thrown).toEqual([]);
  },
  MS_MAX,
);
