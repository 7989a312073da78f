/** What the page begins with: a link's scenario, what this tab was working on, or the first scenario. */

import { loadDraft } from './draft';
import { fetchScenario, FIRST_SLUG } from './gallery';
import type { Playground } from './playground.svelte';

export async function openAddress(playground: Playground): Promise<void> {
  const fragment = location.hash;
  const draft = loadDraft(fragment);
  if (draft) {
    playground.open(draft, fragment);
    return;
  }
  try {
    playground.simulator.begin();
    if (fragment.length > 1) {
      const read = await playground.simulator.decodeLink(fragment);
      if (!('error' in read)) {
        playground.open(read, fragment);
        return;
      }
      playground.say({ tone: 'refused', text: read.error });
    }
    await openFirst(playground);
  } catch {
    playground.say({
      tone: 'refused',
      text: 'The simulation does not start in this browser. It needs WebAssembly and module workers.',
    });
  }
}

async function openFirst(playground: Playground) {
  const markdown = await fetchScenario(FIRST_SLUG);
  if (markdown === undefined) playground.say({ tone: 'refused', text: 'The first scenario is not part of this page.' });
  else await playground.openMarkdown(markdown);
}
