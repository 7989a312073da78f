/** `--service-node-port-range` of kube-apiserver, as it is written (services.md R1.4.1). */

export interface PortRange {
  /** First port. */
  base: number;
  /** Count of ports. */
  size: number;
}

export const DEFAULT_NODE_PORTS: PortRange = { base: 30000, size: 2768 };

const PORT_MAX = 65535;
/** Go's int. */
const INT_MAX = 2n ** 63n - 1n;

/**
 * Reads `30000-32767`, `30000+99` or one port; an empty text stands for the default.
 * @returns the range, or the server's words for what is wrong.
 */
export function parsePortRange(text: string): PortRange | { fault: string } {
  const value = text.trim();
  if (value === '') return DEFAULT_NODE_PORTS;
  const [hyphenAt, plusAt] = [value.indexOf('-'), value.indexOf('+')];
  if (hyphenAt >= 0 && plusAt >= 0) return { fault: `unable to parse port range: ${value}` };
  const at = Math.max(hyphenAt, plusAt);
  const low = atoi(at < 0 ? value : value.slice(0, at));
  if (typeof low !== 'number') return low;
  const second = at < 0 ? low : atoi(value.slice(at + 1));
  if (typeof second !== 'number') return second;
  const high = plusAt >= 0 ? low + second : second;
  if (low > PORT_MAX || high > PORT_MAX) return { fault: `the port range cannot be greater than 65535: ${value}` };
  if (high < low) return { fault: `end port cannot be less than start port: ${value}` };
  return { base: low, size: 1 + high - low };
}

/** strconv.Atoi. */
function atoi(text: string): number | { fault: string } {
  if (!/^[+-]?\d+$/.test(text)) return { fault: `strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax` };
  const value = BigInt(text.replace(/^\+/, ''));
  if (value > INT_MAX || value < -INT_MAX - 1n)
    return { fault: `strconv.Atoi: parsing ${JSON.stringify(text)}: value out of range` };
  return Number(value);
}

/** The range of a setting that was checked; the default when it is absent. */
export function nodePortRange(setting: string | undefined): PortRange {
  const range = parsePortRange(setting ?? '');
  return 'fault' in range ? DEFAULT_NODE_PORTS : range;
}
