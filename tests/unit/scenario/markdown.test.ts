/** Scenarios as Markdown: what is read, what is refused, and that printing and reading are inverse. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Scenario } from '../../../worker/api';
import { formatScenario, parseScenario } from '../../../worker/scenario/markdown';
import { galleryFiles, galleryFolder } from '../gallery';

const HEAD = '---\ntitle: T\ncluster: {kubernetes: "1.36", featureGates: {}}\n---\n';

function read(markdown: string): Scenario {
  const parsed = parseScenario(markdown);
  if ('diagnostics' in parsed) throw new Error(parsed.diagnostics[0].message);
  return parsed.scenario;
}

describe('reading', () => {
  test('files, commands, printed output and prose keep their places', () => {
    const scenario = read(
      `${HEAD}\nHello.\n\n\`\`\`yaml file=a.yaml\nkind: A\n\`\`\`\n\nRun it.\n\n\`\`\`bash\ncat a.yaml\n\`\`\`\n\n\`\`\`text\nkind: A\n\`\`\`\n\nDone.\n`,
    );
    expect(scenario).toEqual({
      title: 'T',
      cluster: 'kubernetes: "1.36"\n',
      files: [{ name: 'a.yaml', content: 'kind: A\n' }],
      steps: [{ command: 'cat a.yaml', prose: 'Hello.\n\nRun it.', expected: 'kind: A\n' }],
      closing: 'Done.',
    });
  });

  test('a block of settings keeps its comments', () => {
    const scenario = read('---\ntitle: T\ncluster:\n  # small\n  serviceSubnet: 10.0.0.0/28\n  kubeDNS: true\n---\n');
    expect(scenario.cluster).toBe('# small\nserviceSubnet: 10.0.0.0/28\nkubeDNS: true\n');
  });

  test('a here-document with three backticks inside a longer fence is one command', () => {
    expect(read(`${HEAD}\`\`\`\`bash\ncat <<E\n\`\`\`\nE\n\`\`\`\`\n`).steps).toEqual([{ command: 'cat <<E\n```\nE' }]);
  });

  test('Windows line ends are read', () => {
    expect(read(`${HEAD}\`\`\`bash\necho a\n\`\`\`\n`.replaceAll('\n', '\r\n')).steps).toEqual([{ command: 'echo a' }]);
  });

  test.each([
    ['no front matter', '# Hello', /begins with front matter/],
    ['broken front matter', '---\ntitle: [\n---\n', /^front matter: /],
    ['a list as front matter', '---\n- a\n---\n', /must be a map/],
    ['open that is no number', '---\ntitle: T\nopen: soon\n---\n', /open must be a number/],
    [
      'the same file twice',
      `${HEAD}\`\`\`yaml file=a\n\`\`\`\n\`\`\`yaml file=a\n\`\`\`\n`,
      /the file a is there twice/,
    ],
  ])('%s is refused with a sentence', (_, markdown, message) => {
    const parsed = parseScenario(markdown);
    expect('diagnostics' in parsed && parsed.diagnostics[0].message).toMatch(message);
  });
});

describe('printing', () => {
  test.each(galleryFiles)('%s is read, printed and read again to the same', (name) => {
    const scenario = read(readFileSync(join(galleryFolder, name), 'utf8'));
    expect(scenario.steps.length).toBeGreaterThan(0);
    expect(read(formatScenario(scenario))).toEqual(scenario);
  });
});
