/** Command lines that a real bash, coreutils, awk, sed and jq 1.7.1 ran: the shell must print the same and end the same. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runOnce, type RecordedCase } from './harness';
import { KNOWN_DIFFERENCES } from './known-differences';

const load = (name: string) =>
  JSON.parse(readFileSync(new URL(`data/${name}.json`, import.meta.url), 'utf8')) as RecordedCase[];

for (const name of ['shell-a', 'shell-b', 'shell-c', 'jq-a', 'jq-b']) {
  describe(name, () => {
    it.each(load(name))('$command', async ({ command, files, stdin, stdout, stderr, exit }) => {
      const ran = await runOnce(command, files, stdin);
      const isSame = ran.stdout === stdout && ran.stderr === stderr && ran.exit === exit;
      if (KNOWN_DIFFERENCES.has(command)) expect(isSame, 'no longer different: take it from the list').toBe(false);
      else expect({ stdout: ran.stdout, stderr: ran.stderr, exit: ran.exit }).toEqual({ stdout, stderr, exit });
    });
  });
}
