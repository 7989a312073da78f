/** Puts the page into its document, where the same page stands already as it was when the site was built. */

import { hydrate, mount } from 'svelte';
import './styles/tokens.css';
import './styles/base.css';
import './styles/bench.css';
import App from './App.svelte';
import { loadPanes } from './panes';
import { NARROW } from './state/layout.svelte';
import { hasOwnScenario, loadFirstVisit } from './state/open-address';

const page = document.getElementById('page')!;
// Not awaited here: what it loads shares a file with this module, which has to be done first.
if (/\/gallery\/(index\.html)?$/.test(location.pathname)) void import('./gallery/start').then((it) => it.start(page));
else if (/\/fidelity\/(index\.html)?$/.test(location.pathname))
  void import('./fidelity/start').then((it) => it.start(page));
else void start(page);

async function start(target: HTMLElement) {
  const isNarrow = window.matchMedia(NARROW).matches;
  const [visit, panes] = await Promise.all([
    hasOwnScenario() ? undefined : loadFirstVisit(),
    isNarrow ? undefined : loadPanes(),
  ]);
  const built = target.querySelector(isNarrow ? '.built-narrow' : '.built-wide');
  if (visit && built) {
    target.replaceChildren(...built.childNodes);
    hydrate(App, { target, props: { visit, panes } });
  } else {
    target.replaceChildren();
    mount(App, { target, props: { visit, panes } });
  }
  target.inert = false;
}
