/** The panes that a narrow window does without until one of them is wanted. */

import type Explanation from './explanation/Explanation.svelte';
import type Files from './files/Files.svelte';
import type Problems from './problems/Problems.svelte';

export interface Panes {
  Explanation: typeof Explanation;
  Files: typeof Files;
  Problems: typeof Problems;
}

export async function loadPanes(): Promise<Panes> {
  const [explanation, files, problems] = await Promise.all([
    import('./explanation/Explanation.svelte'),
    import('./files/Files.svelte'),
    import('./problems/Problems.svelte'),
  ]);
  return { Explanation: explanation.default, Files: files.default, Problems: problems.default };
}
