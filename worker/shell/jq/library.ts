/** All builtins of jq, loaded by the first program that calls one. */

import { definitions, filterFunctions } from './filters';
import type { Library } from './runtime';
import { valueFunctions } from './values';

export const library: Library = { values: valueFunctions, filters: filterFunctions, definitions };
