/** The command line finds the core beside its build; run from its sources it is told where that is. */

import { vi } from 'vitest';
import { compiledCore } from '../../core/load';

vi.mock('../../../cli/core', () => ({ loadCore: compiledCore }));
