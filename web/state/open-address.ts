/** What the page begins with: a link's scenario, what this tab was working on, or the first scenario. */

import { loadDraft } from './draft';
import type { FirstVisit } from './first-visit';
import type { Playground } from './playground.svelte';

/** Whoever does one of these will soon want the simulation; whoever only looks is spared it. */
const SIGNS_OF_USE = ['pointermove', 'pointerdown', 'touchstart', 'wheel', 'keydown', 'focusin'];

/** True when the address or this tab has something of its own to show. */
export const hasOwnScenario = () =>
  location.hash.length > 1 || askedSlug() !== null || wantsLesson() || loadDraft(addressKey()) !== undefined;

/** What tells one address from another: each has a draft of its own. */
const addressKey = () => (pageSlug() ?? '') + location.search + location.hash;

/** The scenario whose own page this is. */
const pageSlug = () => /\/scenario\/([^/]+)\/(?:index\.html)?$/.exec(location.pathname)?.[1];

/** The way from this page to the playground's first. */
export const siteRoot = () => (pageSlug() === undefined ? './' : '../../');

/** The gallery's scenario that the address names: `?scenario=NAME`. */
const askedSlug = () => new URLSearchParams(location.search).get('scenario');

/** The address asks for the scenario as a lesson: `?scenario=NAME&lesson`. */
export const wantsLesson = () => new URLSearchParams(location.search).has('lesson');

/** What was shown when the site was built, as it lies in a scenario's own page. @returns undefined when it cannot be had. */
export async function loadFirstVisit(): Promise<FirstVisit | undefined> {
  if (pageSlug() !== undefined) {
    const own = document.getElementById('visit')?.textContent;
    return own ? (JSON.parse(own) as FirstVisit) : undefined;
  }
  return import('virtual:first-visit').then(
    (module) => module.default,
    () => undefined,
  );
}

export async function openAddress(playground: Playground): Promise<void> {
  const fragment = location.hash;
  const draft = loadDraft(addressKey());
  if (draft) {
    playground.open(draft, addressKey());
    return;
  }
  if (fragment.length > 1) {
    const read = await playground.simulator.decodeLink(fragment).catch(() => undefined);
    if (!read) return sayItDoesNotStart(playground);
    if (!('error' in read)) {
      playground.open(read, addressKey());
      return;
    }
    playground.say({ tone: 'refused', text: read.error });
  }
  const slug = askedSlug() ?? pageSlug();
  if (slug !== undefined) {
    const markdown = await import('./gallery').then(({ fetchScenario }) => fetchScenario(slug)).catch(() => undefined);
    if (markdown !== undefined)
      return playground
        .openMarkdown(markdown, slug, addressKey(), wantsLesson())
        .catch(() => sayItDoesNotStart(playground));
    playground.say({ tone: 'refused', text: `There is no scenario “${slug}” here. This is the first one.` });
  }
  const visit = await loadFirstVisit();
  if (visit) playground.show(visit);
  else playground.say({ tone: 'refused', text: 'The first scenario could not be loaded. Reload to try again.' });
  startWithUse(playground);
}

/** Starts the simulation with the first sign that somebody will want it. */
export function startWithUse(playground: Playground) {
  playground.address = addressKey();
  const begin = () => {
    for (const sign of SIGNS_OF_USE) window.removeEventListener(sign, begin, true);
    playground.simulator.begin().catch(() => sayItDoesNotStart(playground));
  };
  for (const sign of SIGNS_OF_USE) window.addEventListener(sign, begin, { capture: true, passive: true });
}

function sayItDoesNotStart(playground: Playground) {
  playground.say({
    tone: 'refused',
    text: 'The simulation does not start in this browser. It needs WebAssembly and module workers.',
  });
}
