/** Formatting: even indentation, the same values, every comment. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatYAML } from '../../../worker/editor/format';
import { parseScenario } from '../../../worker/scenario/markdown';
import { galleryFiles, galleryFolder } from '../gallery';

describe('format', () => {
  test.each([
    [
      'deep and flat indentation',
      'a:\n    b: 1\n    c:\n    - d\n    -   e: 2\n        f: 3\n',
      'a:\n  b: 1\n  c:\n    - d\n    - e: 2\n      f: 3\n',
    ],
    [
      'comments',
      '# top\na:   # of a\n      # above b\n      b: 1   # of b\n# above c\nc: 2\n# end\n',
      '# top\na:   # of a\n  # above b\n  b: 1   # of b\n# above c\nc: 2\n# end\n',
    ],
    [
      'texts',
      'a:\n    b: |\n        one\n          two # no comment\n\n        three\n    c: 1\n',
      'a:\n  b: |\n      one\n        two # no comment\n\n      three\n  c: 1\n',
    ],
    ['documents', 'a:  1  \n---\n\nb:\n   c: 2\n\n\n', 'a: 1\n---\n\nb:\n  c: 2\n'],
    ['lists in lists', '-   - 1\n    - 2\n-   - 3\n', '- - 1\n  - 2\n- - 3\n'],
    ['what is even', 'a:\n  - b: 1\n    c: "#d"\n', 'a:\n  - b: 1\n    c: "#d"\n'],
  ])('evens out %s', (_, text, expected) => {
    expect(formatYAML(text)).toEqual({ text: expected });
    expect(formatYAML(expected)).toEqual({ text: expected });
  });

  test('leaves broken text alone and says why', () => {
    expect(formatYAML('a: [\n')).toEqual({ fault: expect.stringContaining('cannot be formatted') });
    expect(formatYAML('{"a": 1}')).toEqual({ fault: 'Only YAML is formatted.' });
  });

  const files = galleryFiles.flatMap((name) => {
    const parsed = parseScenario(readFileSync(join(galleryFolder, name), 'utf8'));
    return 'scenario' in parsed ? parsed.scenario.files.map((file) => [`${name} ${file.name}`, file.content]) : [];
  });

  test.each(files)('keeps comments and values of %s', (_, text) => {
    const read = formatYAML(text);
    expect(read).toHaveProperty('text');
    const after = (read as { text: string }).text;
    expect(after.match(/#.*/g)).toEqual(text.match(/#.*/g));
  });
});
