/** Takes over the gallery's page, whose markup was made with the site. */

import { hydrate, mount } from 'svelte';
import cards from 'virtual:gallery';
import Gallery from './Gallery.svelte';

export function start(target: HTMLElement) {
  const props = { cards, root: '../' };
  const put = target.firstElementChild ? hydrate : mount;
  put(Gallery, { target, props });
  target.inert = false;
}
