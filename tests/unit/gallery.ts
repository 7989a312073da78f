/** The files of the gallery, for tests that are held by each of them. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';

export const galleryFolder = join(import.meta.dirname, '../../scenarios');

/** Names such as `hostaliases.md`, in order; folders beside them are not of the gallery. */
export const galleryFiles = readdirSync(galleryFolder)
  .filter((name) => name.endsWith('.md'))
  .sort();
