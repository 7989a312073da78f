/** The one selection: whatever is chosen in one pane is shown in all of them. */

import type { Decision, ObjectRef, RangeView, RunResult } from '../../worker/api';
import { lastingOf, meaningOf, podKey, selectionAt, selectionOfWord } from './meaning';
import { rangeKey, type Selection } from './types';

export class Selected {
  #selection = $state.raw<Selection>();
  #result = $state.raw<RunResult>();
  #range = $state('');

  /**
   * What is selected when a result is the first thing that is shown. While the site is built, derived values are computed
   * only once, so they must not be asked for before all is set.
   */
  static of(result: RunResult): Selected {
    const first = new Selected();
    first.take(result, result.transcript.length - 1);
    const selected = new Selected();
    selected.#result = result;
    selected.#selection = first.#selection;
    selected.#range = first.#range;
    return selected;
  }

  get current() {
    return this.#selection;
  }

  /** The ranges that can be chosen: Service ranges first. */
  #ranges = $derived.by(() => {
    const ranges = this.#result?.ranges ?? [];
    return [
      ...ranges.filter((range) => range.kind === 'service'),
      ...ranges.filter((range) => range.kind !== 'service'),
    ];
  });
  get ranges() {
    return this.#ranges;
  }

  #shownRange = $derived<RangeView | undefined>(
    this.#ranges.find((range) => rangeKey(range) === this.#range) ?? this.#ranges[0],
  );
  get range() {
    return this.#shownRange;
  }

  /** All ranges are shown on one line, in place of one of them. */
  showsPlan = $state(false);

  /** The part of a wide range that lies open. */
  part = $state.raw<RangeView>();
  /** What is drawn: that part, or the whole range. */
  get view() {
    return this.part ?? this.#shownRange;
  }

  #shownDecision = $derived.by<Decision | undefined>(() => {
    const selection = this.#selection;
    return selection?.kind === 'decision' ? this.#result?.decisions.find((one) => one.id === selection.id) : undefined;
  });
  get decision() {
    return this.#shownDecision;
  }

  #shownMeaning = $derived(meaningOf(this.#selection, this.#result));
  /** What lights up in every pane. */
  get meaning() {
    return this.#shownMeaning;
  }

  /** The address that is selected, itself or by what it belongs to. */
  #shownAddress = $derived.by(() => {
    if (this.#selection?.kind === 'address') return this.#selection.address;
    const { addresses } = this.#shownMeaning;
    const held = this.view?.addresses.find(({ address }) => addresses.has(address));
    return held?.address ?? [...addresses][0];
  });
  get address() {
    return this.#shownAddress;
  }

  choose(selection: Selection | undefined) {
    this.#selection = selection;
  }

  /** @param key of `rangeKey`. */
  chooseRange(key: string) {
    this.showsPlan = false;
    this.#range = key;
  }

  /** Selects a decision, and the range that it was about. */
  chooseDecision(id: number) {
    this.#selection = { kind: 'decision', id };
    const decision = this.#result?.decisions.find((one) => one.id === id);
    const kind = decision?.resource === 'podIP' || decision?.resource === 'podCIDR' ? 'pod' : 'service';
    const known =
      decision?.ranges.filter((range) =>
        this.#ranges.some((view) => view.kind === kind && view.prefix === range.range),
      ) ?? [];
    const asked =
      known.find((range) => range.result === 'allocated') ??
      known.find((range) => range.searches.length > 0) ??
      known[0];
    const shown = this.#shownRange;
    const isShown = (range: { range: string }) => shown?.kind === kind && shown.prefix === range.range;
    if (asked && !known.some((range) => isShown(range) && range.result === asked.result))
      this.#range = rangeKey({ kind, prefix: asked.range });
  }

  /** Selects an address of the shown range: the decision that gave it, or the address itself. */
  chooseAddress(address: string, decision: number | undefined) {
    if (decision !== undefined && this.#result?.decisions.some((one) => one.id === decision))
      this.#selection = { kind: 'decision', id: decision };
    else if (this.#shownRange) this.#selection = { kind: 'address', prefix: this.#shownRange.prefix, address };
  }

  /** Selects an object: by the decision that gave it its address, where there is one. */
  chooseObject(object: ObjectRef) {
    if (!this.#result) return;
    const lasting = lastingOf(this.#result, object);
    const first = lasting.find(({ resource }) => resource === 'clusterIP' || resource === 'podIP') ?? lasting[0];
    if (first) this.chooseDecision(first.id);
    else this.#selection = { kind: 'object', object };
  }

  /** Selects what stands at a place of a file. @param offset in UTF-16 units. */
  chooseSource(file: string, offset: number) {
    this.#chooseMeant(this.#result && selectionAt(this.#result, file, offset));
  }

  /** Selects what a word of the terminal means. @returns false when it means nothing. */
  chooseWord(word: string): boolean {
    const meant = this.#result && selectionOfWord(this.#result, word);
    this.#chooseMeant(meant);
    return meant !== undefined;
  }

  #chooseMeant(meant: Selection | undefined) {
    if (meant?.kind === 'object') this.chooseObject(meant.object);
    else if (meant?.kind === 'address') {
      const range = this.#ranges.find(({ prefix }) => prefix === meant.prefix);
      if (range) this.#range = rangeKey(range);
      this.chooseAddress(meant.address, range?.addresses.find(({ address }) => address === meant.address)?.decision);
    } else if (meant) this.#selection = meant;
  }

  /**
   * Takes a new result: keeps the selection where it still means the same, and turns to what was decided last, refusals first.
   * @param since how many steps had run before; decisions from there on are news.
   */
  take(result: RunResult, since: number) {
    const before = this.#shownDecision;
    this.#result = result;
    const news = result.decisions.filter(
      (one) => one.step >= since && !one.request.dryRun && one.outcome.kind !== 'released',
    );
    const newest =
      news.findLast((one) => one.outcome.kind === 'refused') ??
      news.findLast((one) => one.resource === 'clusterIP') ??
      news.at(-1);
    if (newest) this.chooseDecision(newest.id);
    else if (before && !sameDecision(before, this.#shownDecision)) {
      const again = result.decisions.findLast(
        (one) => one.resource === before.resource && sameDecision(one, before, true),
      );
      this.#selection = again && { kind: 'decision', id: again.id };
    } else if (this.#selection?.kind === 'hosts') {
      const { pod, line } = this.#selection;
      const file = result.hosts.find((one) => podKey(one) === pod);
      if (!file || line >= file.lines.length) this.#selection = undefined;
    } else if (this.#selection?.kind === 'tile' || this.#selection?.kind === 'address') {
      const { prefix } = this.#selection;
      if (!result.ranges.some((range) => range.prefix === prefix)) this.#selection = undefined;
    } else if (this.#selection?.kind === 'step' && !result.transcript[this.#selection.step])
      this.#selection = undefined;
    if (!this.#selection) {
      const last = result.transcript.length - 1;
      const waiting = result.decisions.findLast((one) => one.step === last && one.outcome.kind === 'refused');
      if (waiting) this.chooseDecision(waiting.id);
    }
  }
}

function sameDecision(a: Decision, b: Decision | undefined, ofOtherRun = false) {
  const isSameObject =
    a.object.kind === b?.object.kind && a.object.name === b.object.name && a.object.namespace === b.object.namespace;
  return isSameObject && (ofOtherRun || (a.resource === b.resource && a.id === b.id));
}
