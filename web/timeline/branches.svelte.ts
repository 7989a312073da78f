/** Branches of the work: a change made in the past leaves what was there as another branch. Kept as long as the page. */

import type { Moment } from '../state/history.svelte';
import type { Playground } from '../state/playground.svelte';

export interface Branch {
  id: number;
  name: string;
  /** Its newest state; of the current branch as it was when it was left last. */
  moment: Moment;
}

/** The oldest of more are dropped. */
const BRANCHES_MAX = 50;

export class Branches {
  readonly #playground: Playground;
  #list = $state.raw<Branch[]>([]);
  #current = $state(1);
  #lastId = 1;
  #scenario = '';

  constructor(playground: Playground) {
    this.#playground = playground;
    this.#begin();
    playground.onFork = (left) => this.#fork(left);
  }

  get list() {
    return this.#list;
  }

  get current() {
    return this.#list.find(({ id }) => id === this.#current)!;
  }

  /** Another scenario has no branches yet. */
  follow() {
    if (this.#scenario !== nameOf(this.#playground)) this.#begin();
  }

  /** The newest state of a branch. */
  momentOf({ id, moment }: Branch): Moment {
    return id === this.#current ? this.#now() : moment;
  }

  switchTo(id: number) {
    const to = this.#list.find((branch) => branch.id === id);
    if (!to || id === this.#current) return;
    this.#keep(this.#now());
    this.#current = id;
    this.#playground.open(to.moment);
  }

  rename(id: number, name: string) {
    if (name.trim() !== '')
      this.#list = this.#list.map((branch) => (branch.id === id ? { ...branch, name: name.trim() } : branch));
  }

  /** The current branch stays. */
  remove(id: number) {
    if (id !== this.#current) this.#list = this.#list.filter((branch) => branch.id !== id);
  }

  #begin() {
    this.#scenario = nameOf(this.#playground);
    this.#list = [{ id: ++this.#lastId, name: 'Branch 1', moment: this.#now() }];
    this.#current = this.#lastId;
  }

  #fork(left: Moment) {
    this.#keep(left);
    const id = ++this.#lastId;
    const number = Math.max(0, ...this.#list.map(({ name }) => Number(/^Branch (\d+)$/.exec(name)?.[1] ?? 0))) + 1;
    this.#list = [...this.#list, { id, name: `Branch ${number}`, moment: left }].slice(-BRANCHES_MAX);
    this.#current = id;
  }

  #keep(moment: Moment) {
    this.#list = this.#list.map((branch) => (branch.id === this.#current ? { ...branch, moment } : branch));
  }

  #now(): Moment {
    const { present, scenario, upTo } = this.#playground;
    return present ?? { scenario, upTo };
  }
}

const nameOf = ({ scenario }: Playground) => `${scenario.slug ?? ''} ${scenario.title}`;

const known = new WeakMap<Playground, Branches>();

/** The branches of a page's work: they outlive the pane. */
export function branchesOf(playground: Playground): Branches {
  const branches = known.get(playground) ?? new Branches(playground);
  known.set(playground, branches);
  return branches;
}
