/** Which file has the focus, and whether the heavy editor has arrived. */

/** Where the heavy editor is worth its size: wide windows with a mouse. */
const WELCOME = '(min-width: 900px) and (pointer: fine)';

type Monaco = typeof import('./monaco');

export class Editors {
  #monaco = $state.raw<Monaco>();
  #active = $state('');
  /** A line that is to be shown once the file is there. */
  #wanted = $state.raw<{ name: string; line: number }>();

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

  goTo(name: string, line: number) {
    this.#active = name;
    this.#wanted = { name, line };
  }

  arrived() {
    this.#wanted = undefined;
  }

  /** Fetches the editor when nothing else is going on; without it the plain text works on. */
  fetchWhenIdle() {
    if (this.#monaco || !window.matchMedia(WELCOME).matches) return;
    const whenIdle = window.requestIdleCallback ?? ((callback: () => void) => setTimeout(callback, 300));
    whenIdle(() => {
      import('./monaco').then(
        (monaco) => (this.#monaco = monaco),
        () => {},
      );
    });
  }
}
