/** What may differ between two runs of one command: ages, times, uids, versions and the widths that follow from them. */

const MASKS: readonly [pattern: RegExp, by: string][] = [
  [/^(?:[EI]|W(?!.*helpers\.go))\d{4} \d\d:\d\d:\d\d\.\d+ .*\n/gm, ''],
  [/^([WF])\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ /gm, '$1‹log› '],
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '‹uid›'],
  [/[0-9a-f]{64}/g, '‹id›'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, '‹time›'],
  [/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{9} \+0000/g, '‹time›'],
  [/\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}/g, '‹time›'],
  [/("?resourceVersion"?: ?)"\d+"/g, '$1"‹rv›"'],
  [/(Resource Version: +)\d+/g, '$1‹rv›'],
  [/\/tmp\/[\w.-]+/g, '‹path›'],
  [/(?<=[\s(])(?:(?:\d+d)?(?:\d+h)?(?:\d+m)?\d+[smhd]|<invalid>)(?=[\s)]|$)/g, '‹age›'],
  [/(?<=\S) {2,}/g, '  '],
  [/ +$/gm, ''],
];

/** @returns the text with a mark for everything that may differ. */
export const mask = (text: string): string =>
  MASKS.reduce((masked, [pattern, by]) => masked.replace(pattern, by), text);
