/** Takes over the page on fidelity, whose markup was made with the site. */

import { hydrate, mount } from 'svelte';
import tally from 'virtual:fidelity';
import Fidelity from './Fidelity.svelte';

export function start(target: HTMLElement) {
  const props = { tally, root: '../' };
  const put = target.firstElementChild ? hydrate : mount;
  put(Fidelity, { target, props });
  target.inert = false;
}
