/** What the window is: narrow or wide, and whether a heavy editor is welcome. */

/** As in the style sheets: below this, or with fingers, panes become tabs. */
export const NARROW = '(max-width: 899px), (pointer: coarse)';

export type ViewName = 'map' | 'hosts' | 'objects';
export type Tab = ViewName | 'files' | 'terminal' | 'problems';

export class Layout {
  #isNarrow = $state(false);
  #tab = $state<Tab>('map');
  #view = $state<ViewName>('map');
  #isSheetOpen = $state(false);

  /** @param isNarrow where there is no window to ask: while the site is built. */
  constructor(isNarrow: boolean | undefined) {
    if (isNarrow !== undefined) {
      this.#isNarrow = isNarrow;
      return;
    }
    const query = window.matchMedia(NARROW);
    this.#isNarrow = query.matches;
    query.addEventListener('change', (event) => (this.#isNarrow = event.matches));
  }

  get isNarrow() {
    return this.#isNarrow;
  }
  /** The pane that a narrow window shows. */
  get tab() {
    return this.#tab;
  }
  /** What the middle shows. */
  get view() {
    return this.#view;
  }
  /** Whether the explanation lies over a narrow window. */
  get isSheetOpen() {
    return this.#isSheetOpen;
  }

  show(tab: Tab) {
    this.#tab = tab;
    if (tab === 'map' || tab === 'hosts' || tab === 'objects') this.#view = tab;
  }

  openSheet() {
    this.#isSheetOpen = true;
  }

  closeSheet() {
    this.#isSheetOpen = false;
  }
}
