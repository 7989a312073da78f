/** How each category of address is drawn. */

import type { CellCategory } from '../../worker/api';

export const CATEGORY_CLASS: Record<CellCategory, string> = {
  dynamic: 'dyn',
  static: 'sta',
  system: 'sys',
  leaving: 'lea',
  never: 'nev',
  free: 'free',
};
