/** Runs the command line in this process and takes what it prints. */

import { vi } from 'vitest';
import { main } from '../../../cli/main';

export interface Printed {
  exit: number;
  stdout: string;
  stderr: string;
}

/** @param words after `berth`. */
export async function berth(...words: string[]): Promise<Printed> {
  const printed = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation((text) => {
      printed[stream] += String(text);
      return true;
    }),
  );
  try {
    return { exit: await main(words), ...printed };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
