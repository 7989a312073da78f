/** Risks that the reader turned off, by scenario; kept in this browser where it allows that. */

import type { Diagnostic, Scenario } from '../../worker/api';

const KEY = 'berth-risks-off';
/** Of scenarios, the oldest go first. */
const SCENARIOS_MAX = 100;

export class Muted {
  #names = $state.raw<Record<string, string[]>>({});

  /** Reads what was kept: not before the page is taken over, which is built without it. */
  load() {
    try {
      const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
      if (typeof kept !== 'object' || kept === null) return;
      this.#names = Object.fromEntries(
        Object.entries(kept).filter(
          ([, names]) => Array.isArray(names) && names.every((one) => typeof one === 'string'),
        ),
      );
    } catch {
      // Storage is forbidden, or another program wrote there.
    }
  }

  has(scenario: Scenario, risk: Diagnostic): boolean {
    return risk.severity === 'risk' && this.#names[keyOf(scenario)]?.includes(nameOf(risk)) === true;
  }

  turnOff(scenario: Scenario, risk: Diagnostic) {
    this.#set(keyOf(scenario), (names) => [...names, nameOf(risk)]);
  }

  turnOn(scenario: Scenario, risk: Diagnostic) {
    this.#set(keyOf(scenario), (names) => names.filter((name) => name !== nameOf(risk)));
  }

  #set(key: string, change: (names: string[]) => string[]) {
    const { [key]: before = [], ...others } = this.#names;
    const names = change(before);
    const kept = Object.entries(others).slice(-SCENARIOS_MAX + 1);
    this.#names = Object.fromEntries(names.length > 0 ? [...kept, [key, names]] : kept);
    try {
      localStorage.setItem(KEY, JSON.stringify(this.#names));
    } catch {
      // Storage is forbidden or full: it lasts as long as the page.
    }
  }
}

const keyOf = ({ slug, title }: Scenario) => slug ?? title;

/** Counts in a risk's words change with the cluster, the risk stays the same. */
const nameOf = ({ message }: Diagnostic) => message.replace(/: .*/, '');
