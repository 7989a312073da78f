/** Carries the focus from a view that is left by the keyboard to the one that takes its place. */

/** Where the next view puts it; -1 for its own place. */
let carried: number | undefined;

/** @param to index of a place in the view that comes. */
export function carryFocus(to = -1) {
  carried = to;
}

/** For a view that has come. @returns undefined when the focus is elsewhere and stays there. */
export function carriedFocus(): number | undefined {
  const to = carried;
  carried = undefined;
  return to;
}

/** Moves the focus in a list of buttons. @returns false for a key that is not one of a list's. */
export function moveInList(list: HTMLElement, key: string): boolean {
  const buttons = [...list.querySelectorAll<HTMLElement>('[data-stop]')];
  const at = buttons.indexOf(document.activeElement as HTMLElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[key];
  if (to === undefined) return false;
  buttons[Math.max(0, Math.min(buttons.length - 1, to))]?.focus();
  return true;
}
