/** What is loaded when first used is what was promised by name. */

import { expect, test } from 'vitest';
import { builtins } from '../../../worker/shell/builtins';
import { controlBuiltins } from '../../../worker/shell/builtins/control';
import { informationBuiltins } from '../../../worker/shell/builtins/information';
import { inputOutputBuiltins } from '../../../worker/shell/builtins/input-output';
import { optionBuiltins } from '../../../worker/shell/builtins/options';
import { shellBuiltins } from '../../../worker/shell/builtins/shells';
import { variableBuiltins } from '../../../worker/shell/builtins/variables';

test('every builtin has its name in the table, and takes assignments only where it is there from the start', () => {
  const later = { ...informationBuiltins, ...inputOutputBuiltins, ...optionBuiltins, ...shellBuiltins };
  const all = { ...controlBuiltins, ...variableBuiltins, ...later };
  expect(Object.keys(builtins).sort()).toEqual(Object.keys(all).sort());
  expect(Object.values(later).filter(({ declares }) => declares)).toEqual([]);
});
