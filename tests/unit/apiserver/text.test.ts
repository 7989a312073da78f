/** Ages, quantities, selectors and Go's spellings of values. */

import { describe, expect, test } from 'vitest';
import { quote, shownList, shownMap, shownStruct } from '../../../worker/apiserver/go-text';
import { parseAddrError, parsePrefixError } from '../../../worker/apiserver/validation/addresses';
import { ageOf, humanDuration } from '../../../worker/kubernetes/duration';
import { canonicalQuantity } from '../../../worker/kubernetes/schema/quantity';
import { formatLabelSelector, matchesLabelSelector, matchesMap } from '../../../worker/kubernetes/selectors';
import { freshCore } from '../../core/load';

const { addresses } = await freshCore();

const [SECOND, MINUTE, HOUR, DAY] = [1, 60, 3600, 86400].map((seconds) => seconds * 1000);

test.each([
  [-2 * SECOND, '<invalid>'],
  [-SECOND, '0s'],
  [0, '0s'],
  [119 * SECOND, '119s'],
  [2 * MINUTE, '2m'],
  [9 * MINUTE + 59 * SECOND, '9m59s'],
  [10 * MINUTE, '10m'],
  [179 * MINUTE, '179m'],
  [3 * HOUR, '3h'],
  [7 * HOUR + 59 * MINUTE, '7h59m'],
  [47 * HOUR, '47h'],
  [2 * DAY, '2d'],
  [7 * DAY + 23 * HOUR, '7d23h'],
  [729 * DAY, '729d'],
  [730 * DAY, '2y'],
  [8 * 365 * DAY, '8y'],
])('an age of %i ms is %s', (ms, text) => {
  expect(humanDuration(ms < 0 && ms > -2 * SECOND ? ms / 2 : ms)).toBe(text);
});

test('no time, no age', () => expect(ageOf(null, 0)).toBe('<unknown>'));

test.each([
  ['0.5', '500m'],
  ['1000m', '1'],
  ['1', '1'],
  ['1024Mi', '1Gi'],
  ['1.5Gi', '1536Mi'],
  ['100000', '100k'],
  ['0', '0'],
  ['1e3', '1k'],
  ['-2Ki', '-2Ki'],
  ['0.1Ki', '102400m'],
  ['x', undefined],
  ['1 Gi', undefined],
])('the quantity %s is %s', (text, canonical) => expect(canonicalQuantity(text)).toBe(canonical));

describe('selectors', () => {
  const selector = {
    matchLabels: { b: '1', a: '2' },
    matchExpressions: [{ key: 'c', operator: 'In', values: ['y', 'x'] }, { key: 'd', operator: 'DoesNotExist' }],
  }; // prettier-ignore

  test('as tables print them', () => {
    expect(formatLabelSelector(selector)).toBe('a=2,b=1,c in (x,y),!d');
    expect(formatLabelSelector(undefined)).toBe('<none>');
  });

  test('what they match', () => {
    const labels = { a: '2', b: '1', c: 'x' };
    expect(matchesLabelSelector(labels, selector)).toBe(true);
    expect(matchesLabelSelector({ ...labels, d: '' }, selector)).toBe(false);
    expect([matchesLabelSelector(labels, undefined), matchesLabelSelector(labels, {})]).toEqual([false, true]);
    expect([matchesMap(labels, {}), matchesMap(labels, { a: '2' })]).toEqual([false, true]);
  });
});

describe('values in errors', () => {
  test.each([
    ['a"b\\', '"a\\"b\\\\"'],
    ['tab\tline\n', '"tab\\tline\\n"'],
    ['\u0001ä', '"\\x01ä"'],
  ])('%j', (text, quoted) => expect(quote(text)).toBe(quoted));

  test('both notations', () => {
    expect(shownList(['a', 'b'])).toEqual({ json: '["a","b"]', go: '[]string{"a", "b"}' });
    expect(shownList(undefined, 'core.IPFamily')).toEqual({ json: 'null', go: '[]core.IPFamily(nil)' });
    expect(shownMap({ b: '1', a: '2' })).toEqual({
      json: '{"a":"2","b":"1"}',
      go: 'map[string]string{"a":"2", "b":"1"}',
    });
    expect(shownStruct('x.Y', [['A', 1], ['B', 't']])).toEqual({ json: '{"A":1,"B":"t"}', go: 'x.Y{A:1, B:"t"}' }); // prettier-ignore
  });

  test.each([
    ['foo', 'ParseAddr("foo"): unable to parse IP'],
    ['010.0.0.1', 'ParseAddr("010.0.0.1"): IPv4 field has octet with leading zero'],
    ['1.2.3', 'ParseAddr("1.2.3"): IPv4 address too short'],
    ['1.2.3.256', 'ParseAddr("1.2.3.256"): IPv4 field has value >255'],
  ])('%s', (text, error) => expect(parseAddrError(text)).toBe(error));

  test.each([
    ['192.168.0.1', 'netip.ParsePrefix("192.168.0.1"): no \'/\''],
    ['192.168.0.0/16 ', 'netip.ParsePrefix("192.168.0.0/16 "): bad bits after slash: "16 "'],
    ['10.0.0.0/33', 'netip.ParsePrefix("10.0.0.0/33"): prefix length out of range'],
    ['10.0.0.256/24', 'netip.ParsePrefix("10.0.0.256/24"): ParseAddr("10.0.0.256"): IPv4 field has value >255'],
  ])('%s', (text, error) => expect(parsePrefixError(text, addresses)).toBe(error));
});
