/** The builtins of the shell by name. */

import { controlBuiltins } from './control';
import { informationBuiltins } from './information';
import { inputOutputBuiltins } from './input-output';
import { optionBuiltins } from './options';
import { shellBuiltins } from './shells';
import type { Builtin } from './types';
import { variableBuiltins } from './variables';

export const builtins: Readonly<Record<string, Builtin>> = {
  ...controlBuiltins,
  ...informationBuiltins,
  ...inputOutputBuiltins,
  ...optionBuiltins,
  ...shellBuiltins,
  ...variableBuiltins,
};
