/** What is loaded when first used is what was promised by name. */

import { expect, test } from 'vitest';
import { builtins } from '../../../worker/shell/builtins';
import { controlBuiltins } from '../../../worker/shell/builtins/control';
import { informationBuiltins } from '../../../worker/shell/builtins/information';
import { inputOutputBuiltins } from '../../../worker/shell/builtins/input-output';
import { optionBuiltins } from '../../../worker/shell/builtins/options';
import { shellBuiltins } from '../../../worker/shell/builtins/shells';
import type { Builtin } from '../../../worker/shell/builtins/types';
import { variableBuiltins } from '../../../worker/shell/builtins/variables';

test('every builtin has its name in the table, and takes assignments where its code does', () => {
  const all = {
    ...controlBuiltins,
    ...informationBuiltins,
    ...inputOutputBuiltins,
    ...optionBuiltins,
    ...shellBuiltins,
    ...variableBuiltins,
  };
  const shape = (table: Readonly<Record<string, Builtin>>) =>
    Object.keys(table)
      .sort()
      .map((name) => [name, table[name].declares !== undefined]);
  expect(shape(builtins)).toEqual(shape(all));
});
