/** Flags as pflag reads them, with its error texts. */

import { describe, expect, test } from 'vitest';
import { flagTable, parseDuration, parseFlags } from '../../../worker/kubectl/flags';

const SPECS = flagTable(
  'output,o string; all,A bool; follow,f bool; replicas,r int=1; tcp list; env array; timeout duration; dry-run string?unchanged; namespace,n string',
);
const parse = (line: string) => parseFlags(line.split(' ').filter(Boolean), SPECS);

describe('values', () => {
  test.each([
    ['get svc -o wide', ['get', 'svc'], 'output', 'wide'],
    ['-owide', [], 'output', 'wide'],
    ['-o=wide', [], 'output', 'wide'],
    ['--output=wide x', ['x'], 'output', 'wide'],
    ['--output wide x', ['x'], 'output', 'wide'],
    ['-Afn prod', [], 'namespace', 'prod'],
    ['--output= x', ['x'], 'output', ''],
    ['--dry-run x', ['x'], 'dry-run', 'unchanged'],
    ['--dry-run=client x', ['x'], 'dry-run', 'client'],
    ['-r 3', [], 'replicas', '3'],
    ['', [], 'replicas', '1'],
    ['-- -o x', ['-o', 'x'], 'output', ''],
    ['- -o x', ['-'], 'output', 'x'],
  ])('%s', (line, args, name, value) => {
    const parsed = parse(line);
    expect(parsed.error).toBeUndefined();
    expect(parsed.args).toEqual(args);
    expect(parsed.values.text(name)).toBe(value);
  });

  test('lists are split at commas, arrays are not', () => {
    const { values } = parse('--tcp=80,81:8081 --tcp 82 --env=A=1,2 --env B=3');
    expect(values.list('tcp')).toEqual(['80', '81:8081', '82']);
    expect(values.list('env')).toEqual(['A=1,2', 'B=3']);
  });

  test('the place of -- is kept', () =>
    expect(parse('pod -A -- sh -c x')).toMatchObject({ args: ['pod', 'sh', '-c', 'x'], dashAt: 1 }));
  test('help is no flag of any table', () =>
    expect([parse('-h').wantsHelp, parse('--help').wantsHelp, parse('x').wantsHelp]).toEqual([true, true, false]));
});

test.each([
  ['--nothing', 'unknown flag: --nothing'],
  ['--nothing=1', 'unknown flag: --nothing'],
  ['-x', "unknown shorthand flag: 'x' in -x"],
  ['-Axy', "unknown shorthand flag: 'x' in -xy"],
  ['--output', 'flag needs an argument: --output'],
  ['-o', "flag needs an argument: 'o' in -o"],
  ['-Ao', "flag needs an argument: 'o' in -o"],
  ['--=x', 'bad flag syntax: --=x'],
  ['--replicas=x', 'invalid argument "x" for "-r, --replicas" flag: strconv.ParseInt: parsing "x": invalid syntax'],
  ['--all=maybe', 'invalid argument "maybe" for "-A, --all" flag: strconv.ParseBool: parsing "maybe": invalid syntax'],
  ['--timeout=5', 'invalid argument "5" for "--timeout" flag: time: missing unit in duration "5"'],
  ['--timeout=5x', 'invalid argument "5x" for "--timeout" flag: time: unknown unit "x" in duration "5x"'],
  ['--timeout=x', 'invalid argument "x" for "--timeout" flag: time: invalid duration "x"'],
])('%s is refused', (line, message) => expect(parse(line).error).toBe(message));

test.each([
  ['1h2m3.5s', 3_723_500],
  ['300ms', 300],
  ['-1s', -1000],
  ['0', 0],
  ['5', undefined],
  ['', undefined],
])('duration %s', (text, ms) => expect(parseDuration(text)).toBe(ms));
