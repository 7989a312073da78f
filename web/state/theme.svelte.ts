/** Light, dark, or as the system; kept in this browser where it allows that. */

export type ThemeChoice = 'system' | 'light' | 'dark';

const KEY = 'berth-theme';
const ORDER: ThemeChoice[] = ['system', 'light', 'dark'];

export class Theme {
  #choice = $state<ThemeChoice>(stored());
  #systemIsDark = $state(false);

  constructor() {
    if (typeof window === 'undefined') return;
    const query = window.matchMedia('(prefers-color-scheme: dark)');
    this.#systemIsDark = query.matches;
    query.addEventListener('change', (event) => (this.#systemIsDark = event.matches));
  }

  get choice() {
    return this.#choice;
  }

  get isDark() {
    return this.#choice === 'dark' || (this.#choice === 'system' && this.#systemIsDark);
  }

  next() {
    this.#choice = ORDER[(ORDER.indexOf(this.#choice) + 1) % ORDER.length]!;
    const root = document.documentElement;
    if (this.#choice === 'system') delete root.dataset.theme;
    else root.dataset.theme = this.#choice;
    try {
      localStorage.setItem(KEY, this.#choice);
    } catch {
      // Storage is forbidden: the choice lasts as long as the page.
    }
  }
}

function stored(): ThemeChoice {
  try {
    const choice = localStorage.getItem(KEY);
    return choice === 'light' || choice === 'dark' ? choice : 'system';
  } catch {
    return 'system';
  }
}
