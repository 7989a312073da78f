/** What the reader works on, kept for this tab only; a browser that forbids storage is no reason to fail. */

import type { Moment } from './history.svelte';

const KEY = 'berth-draft';

/** A draft and the fragment of the address that it began with. */
interface Draft extends Moment {
  fragment: string;
}

export function saveDraft(moment: Moment, fragment: string) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ ...moment, fragment } satisfies Draft));
  } catch {
    // Storage is forbidden or full: the work lives as long as the page.
  }
}

/** @returns what was being worked on under this fragment, if anything. */
export function loadDraft(fragment: string): Moment | undefined {
  try {
    const draft = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Draft | null;
    return draft?.fragment === fragment && Array.isArray(draft.scenario?.steps) ? draft : undefined;
  } catch {
    return undefined;
  }
}
