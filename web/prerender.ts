/** Renders the page while the site is built, wide and narrow, as a reader sees it before any script has run. */

import { render } from 'svelte/server';
import App from './App.svelte';
import Explanation from './explanation/Explanation.svelte';
import Fidelity from './fidelity/Fidelity.svelte';
import type { Tally } from './fidelity/tally';
import Files from './files/Files.svelte';
import Problems from './problems/Problems.svelte';
import type { GalleryCard } from './gallery/entries';
import Gallery from './gallery/Gallery.svelte';
import type { FirstVisit } from './state/first-visit';

/** @returns markup for the place of the page. */
export function prerender(visit: FirstVisit): string {
  const variant = (isNarrow: boolean) =>
    render(App, { props: { visit, panes: isNarrow ? undefined : { Explanation, Files, Problems }, isNarrow } }).body;
  return `<div class="built-wide">${variant(false)}</div><div class="built-narrow">${variant(true)}</div>`;
}

/** @param root the way from the gallery's page to the playground's. */
export const prerenderGallery = (cards: GalleryCard[], root: string): string =>
  render(Gallery, { props: { cards, root } }).body;

/** @param root as for the gallery. */
export const prerenderFidelity = (tally: Tally, root: string): string =>
  render(Fidelity, { props: { tally, root } }).body;
