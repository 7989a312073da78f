/** Which lessons were finished, kept in this browser where it allows that. */

const KEY = 'berth-lessons';

/** @returns names of scenarios in the gallery. */
export function finishedLessons(): string[] {
  try {
    const names: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
  } catch {
    return [];
  }
}

export function finishLesson(name: string) {
  const names = finishedLessons();
  if (names.includes(name)) return;
  try {
    localStorage.setItem(KEY, JSON.stringify([...names, name]));
  } catch {
    // Storage is forbidden or full: nothing is lost but the mark in the gallery.
  }
}
