/** Texts that were read lately are not read again: a run after an edit has the same files but one. */

import { readDocuments, type ReadResult } from './documents';

/** How many texts are remembered: more than a scenario has files, before and after an edit. */
const REMEMBERED_MAX = 64;
/** Longer texts are read each time: every edit of one would be remembered with its tree. */
const REMEMBERED_LENGTH_MAX = 100_000;

/** The oldest are forgotten. */
const remembered = new Map<string, ReadResult>();

/** As `readDocuments`; the values belong to everybody who asks for the same text, so that nobody can change them. */
export function readDocumentsOnce(text: string): ReadResult {
  let read = remembered.get(text);
  if (read) remembered.delete(text);
  else {
    read = readDocuments(text);
    for (const { value } of read.documents) freeze(value);
    if (text.length > REMEMBERED_LENGTH_MAX) return read;
  }
  remembered.set(text, read);
  if (remembered.size > REMEMBERED_MAX) remembered.delete(remembered.keys().next().value!);
  return read;
}

function freeze(value: unknown): void {
  // What an alias shares is frozen when it is met again.
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  Object.values(value).forEach(freeze);
}
