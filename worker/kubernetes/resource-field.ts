/** Value of a resourceFieldRef: a request or limit of a container, divided and rounded up (pods-and-nodes.md 5). */

import { nanoOf } from './schema/quantity';

export interface ResourceFieldRef {
  containerName?: string;
  resource: string;
  divisor?: string | number;
}

interface Resources {
  limits?: Record<string, string | number>;
  requests?: Record<string, string | number>;
}

const NANO_PER_MILLI = 1_000_000n;
const NANO_PER_UNIT = 1_000_000_000n;
const ceil = (value: bigint, by: bigint): bigint => (value + by - 1n) / by;

/**
 * @param defaults limits of a container that sets none: what the node can allocate.
 * @returns a whole number as text; `0` for what is not set.
 */
export function resourceFieldValue(
  { resource, divisor }: ResourceFieldRef,
  resources: Resources | undefined,
  defaults: Record<string, string> = {},
): string {
  const at = resource.indexOf('.');
  const [list, name] = [resource.slice(0, at), resource.slice(at + 1)];
  const value = nanoOf(resources?.[list as 'limits' | 'requests']?.[name] ?? '0');
  const nano = value === 0n && list === 'limits' ? nanoOf(defaults[name] ?? '0') : value;
  // processors are compared in thousandths, all others in whole units
  const unit = name === 'cpu' ? NANO_PER_MILLI : NANO_PER_UNIT;
  const by = ceil(nanoOf(divisor ?? '0'), unit) || ceil(NANO_PER_UNIT, unit);
  return String(ceil(ceil(nano, unit), by));
}
