/** Lines of `cluster.yaml` are changed, and what stands around them stays. */

import { describe, expect, test } from 'vitest';
import { lineNumberOf, setTopLevel, topLevel, withoutTopLevel } from '../../../web/state/settings-text';

const TEXT = '# mine\nkubernetes: "1.36"  # old\nseed: 7\n';

describe('one line', () => {
  test.each([
    ['seed', '8', '# mine\nkubernetes: "1.36"  # old\nseed: 8\n'],
    ['kubernetes', '"1.33"', '# mine\nkubernetes: "1.33"  # old\nseed: 7\n'],
    ['nodes', '2', `${TEXT}nodes: 2\n`],
    ['see', '$1', `${TEXT}see: $1\n`],
  ])('%s becomes %s', (key, value, text) => expect(setTopLevel(TEXT, key, value)).toBe(text));

  test('is read without quotes and comment, and taken out whole', () => {
    expect(topLevel(TEXT, 'kubernetes')).toBe('1.36');
    expect(topLevel(TEXT, 'nodes')).toBeUndefined();
    expect(topLevel('featureGates:\n  A: true\n', 'featureGates')).toBe('');
    expect(lineNumberOf(TEXT, 'seed')).toBe(3);
    expect(lineNumberOf(TEXT, 'nodes')).toBe(0);
    expect(withoutTopLevel(TEXT, 'kubernetes')).toBe('# mine\nseed: 7\n');
  });

  test('a text without a last newline gets one', () =>
    expect(setTopLevel('seed: 7', 'nodes', '2')).toBe('seed: 7\nnodes: 2\n'));
});
