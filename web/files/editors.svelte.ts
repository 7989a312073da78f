/** Which file has the focus, and whether the heavy editor has arrived. */

/** Where the heavy editor is worth its size: wide windows with a mouse. */
const WELCOME = '(min-width: 900px) and (pointer: fine)';

/** Offsets in a text. */
export interface TextRange {
  start: number;
  end: number;
}

type Monaco = typeof import('./monaco');

export class Editors {
  #monaco = $state.raw<Monaco>();
  #active = $state('');
  /** A line that is to be shown once the file is there. */
  #wanted = $state.raw<{ name: string; line: number; range?: TextRange }>();

  get monaco() {
    return this.#monaco;
  }
  get active() {
    return this.#active;
  }
  get wanted() {
    return this.#wanted;
  }

  activate(name: string) {
    this.#active = name;
  }

  /** @param range what is selected there; the whole line when it is absent. */
  goTo(name: string, line: number, range?: TextRange) {
    this.#active = name;
    this.#wanted = { name, line, range };
  }

  arrived() {
    this.#wanted = undefined;
  }

  /** Whether the heavy editor is here or may come. */
  get welcomesMonaco() {
    return this.#monaco !== undefined || (typeof window !== 'undefined' && window.matchMedia(WELCOME).matches);
  }

  /** Fetches the editor when nothing else is going on; without it the plain text works on. */
  fetchWhenIdle() {
    if (this.#monaco || !this.welcomesMonaco) return;
    const whenIdle = window.requestIdleCallback ?? ((callback: () => void) => setTimeout(callback, 300));
    whenIdle(() => {
      import('./monaco').then(
        (monaco) => (this.#monaco = monaco),
        () => {},
      );
    });
  }
}
