/** Keys of the whole page that are a single sign: they act only where nobody types, and can be turned off. */

const KEY = 'berth-single-keys';

export function singleKeysAreOn(): boolean {
  try {
    return localStorage.getItem(KEY) !== 'off';
  } catch {
    return true;
  }
}

export function turnSingleKeys(on: boolean) {
  try {
    localStorage.setItem(KEY, on ? 'on' : 'off');
  } catch {
    // Storage is forbidden: they stay as they are.
  }
}

/** @returns true for a sign that is meant for the page. */
export function isForPage({ ctrlKey, metaKey, altKey, target }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey || altKey) return false;
  const types =
    target instanceof Element && target.closest('input, textarea, select, dialog, [contenteditable], .monaco-editor');
  return !types && singleKeysAreOn();
}
