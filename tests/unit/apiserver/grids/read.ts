/** Reads the grids: a title line `# NAME: title`, then rows of cells between bars. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Grid {
  name: string;
  rows: string[][];
}

export function readGrids(file: string): Grid[] {
  const grids: Grid[] = [];
  for (const line of readFileSync(join(__dirname, file), 'utf8').split('\n')) {
    const title = /^# (\w+):/.exec(line);
    if (title) grids.push({ name: title[1], rows: [] });
    else if (line !== '') grids[grids.length - 1].rows.push(line.split(' | '));
  }
  return grids;
}

/** The families of a cell, `4,6`; undefined for `unset` and `omitted`. */
export function familiesOf(cell: string): string[] | undefined {
  return /^[46]/.test(cell) ? cell.split(',').map((digit) => `IPv${digit}`) : undefined;
}

/** A code of the grids (`E3(0,v4)`) as the text of its error, without the values that differ from row to row. */
export function errorPattern(code: string): RegExp {
  const [, name, index, family] = /^([A-Z]\d)(?:\((\d)(?:,v(\d))?\))?$/.exec(code)!;
  const at = index === undefined ? '' : `\\[${index}\\]`;
  const texts: Record<string, string> = {
    E1: 'spec\\.ipFamilyPolicy: .*when multiple IP families are specified',
    E2: 'spec\\.ipFamilyPolicy: .*when multiple cluster IPs are specified',
    E3: `spec\\.ipFamilies${at}: Invalid value: "IPv${family}": not configured on this cluster`,
    E4: 'spec\\.ipFamilyPolicy: .*this cluster is not configured for dual-stack services',
    E5: `spec\\.clusterIPs${at}: .*IPv${family} is not configured on this cluster`,
    E6: `spec\\.clusterIPs${at}: Invalid value: "[^"]*": expected an IPv${family} value as indicated by \`ipFamilies${at}\``,
    U1: "spec\\.ipFamilyPolicy: .*must be 'SingleStack' to release the secondary cluster IP",
    U2: "spec\\.ipFamilyPolicy: .*must be 'SingleStack' to release the secondary IP family",
    U3: `spec\\.clusterIPs${at}: .*may not change once set`,
    U4: 'spec\\.ipFamilies\\[0\\]: Invalid value: .*may not change once set',
    A1: 'spec\\.clusterIPs: .*failed to allocate IP 10\\.0\\.0\\.1: provided IP is already allocated',
  };
  return new RegExp(`^${texts[name]}$`);
}
