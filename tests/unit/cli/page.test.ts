/** What of a page is a command, what it prints, and what a file. */

import { describe, expect, test } from 'vitest';
import { readHTML } from '../../../cli/page/html';
import { readMarkdown } from '../../../cli/page/markdown';
import { planPage } from '../../../cli/page/plan';

const fence = (language: string, text: string) => `\`\`\`${language}\n${text}\n\`\`\`\n`;
const MANIFEST = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web';

/** Commands of a page with what it prints below them. */
function stepsOf(markdown: string): [command: string, printed: string | undefined][] {
  return planPage(readMarkdown(markdown)).steps.map(({ command, printed }) => [command, printed?.text]);
}

describe('blocks of Markdown', () => {
  test.each<[name: string, markdown: string, steps: [string, string | undefined][]]>([
    [
      'each language of commands',
      ['sh', 'shell', 'bash', 'console'].map((l) => fence(l, l)).join('\n'),
      [
        ['sh', undefined],
        ['shell', undefined],
        ['bash', undefined],
        ['console', undefined],
      ],
    ],
    ['a block without a language is output', fence('sh', 'ls') + fence('', 'a'), [['ls', 'a\n']]],
    [
      'none and json are output',
      fence('sh', 'a') + fence('none', '1') + fence('sh', 'b') + fence('json', '{}'),
      [
        ['a', '1\n'],
        ['b', '{}\n'],
      ],
    ],
    [
      'yaml behind -o yaml is output',
      `${fence('sh', 'kubectl get svc web -o yaml')}\nLike this:\n\n${fence('yaml', MANIFEST)}`,
      [['kubectl get svc web -o yaml', `${MANIFEST}\n`]],
    ],
    [
      'a manifest is no output',
      fence('sh', 'kubectl get svc') + fence('yaml', MANIFEST),
      [['kubectl get svc', undefined]],
    ],
    [
      'one paragraph may stand between',
      `${fence('sh', 'ls')}\nThe output is\nthis:\n\n${fence('', 'a')}`,
      [['ls', 'a\n']],
    ],
    ['two may not', `${fence('sh', 'ls')}\nOne.\n\nTwo.\n\n${fence('', 'a')}`, [['ls', undefined]]],
    ['nor may a heading', `${fence('sh', 'ls')}\n## Next\n\n${fence('', 'a')}`, [['ls', undefined]]],
    [
      'prompts are stripped',
      fence('console', '$ ls\n$ pwd'),
      [
        ['ls', undefined],
        ['pwd', undefined],
      ],
    ],
    [
      'prompts and outputs are split',
      fence('console', '$ ls\na\nb\n\n$ pwd\n/home'),
      [
        ['ls', 'a\nb\n'],
        ['pwd', '/home\n'],
      ],
    ],
    ['a command goes on over lines', fence('console', '$ cat <<END\n> a\n> END\na'), [['cat <<END\na\nEND', 'a\n']]],
    ['prompts tell a block without a language', fence('', '$ ls\na'), [['ls', 'a\n']]],
    [
      'a table ends a command',
      fence('shell', 'kubectl get svc\n\nNAME   AGE\nweb    3s'),
      [['kubectl get svc', 'NAME   AGE\nweb    3s\n']],
    ],
    [
      'a table is no command',
      fence('shell', 'kubectl get svc') + fence('shell', 'NAME   AGE'),
      [['kubectl get svc', 'NAME   AGE\n']],
    ],
    ['indented in a list', `1. Do:\n\n   ${fence('sh', 'ls').replaceAll('\n', '\n   ')}`, [['ls', undefined]]],
    ['off in an info string', fence('sh off', 'ls'), []],
    ['off in an attribute', fence('sh {data-berth="off"}', 'ls'), []],
    ['off in a comment', `<!-- berth: off -->\n${fence('sh', 'ls')}${fence('sh', 'pwd')}`, [['pwd', undefined]]],
    ['expect', `${fence('sh', 'ls')}${fence('go expect', 'a')}`, [['ls', 'a\n']]],
    ['a comment that sets up', '<!-- berth: setup\nls\npwd\n-->\n', [['ls\npwd', undefined]]],
    ['blocks in comments are none', `<!--\n${fence('sh', 'ls')}-->\n`, []],
    [
      'replaced names',
      `<!-- berth: replace my-node worker0 -->\n${fence('sh', 'kubectl get node my-node')}`,
      [['kubectl get node worker0', undefined]],
    ],
    [
      'an applied shortcode',
      '<!-- berth: apply -->\n{{< codenew file="service/networking/nginx-svc.yaml" >}}\n',
      [['kubectl apply -f nginx-svc.yaml', undefined]],
    ],
    ['an applied block', fence('yaml apply file=web.yaml', MANIFEST), [['kubectl apply -f web.yaml', undefined]]],
  ])('%s', (_, markdown, steps) => {
    expect(stepsOf(markdown)).toEqual(steps);
  });
});

describe('files', () => {
  const filesOf = (markdown: string) => planPage(readMarkdown(markdown)).files.map(({ name }) => name);

  test.each<[name: string, markdown: string, files: string[]]>([
    ['named in the info string', fence('yaml file=web.yaml', MANIFEST), ['web.yaml']],
    ['named in a comment', `<!-- berth: file=web.yaml -->\n${fence('yaml', MANIFEST)}`, ['web.yaml']],
    ['hidden in a comment', `<!-- berth: file=web.yaml\n${MANIFEST}\n-->\n`, ['web.yaml']],
    [
      'named by the command that follows',
      fence('yaml', MANIFEST) + fence('sh', 'kubectl apply -f ./web.yaml'),
      ['web.yaml'],
    ],
    [
      'of the documentation',
      '{{% code_sample file="service/networking/nginx-svc.yaml" %}}\n',
      ['nginx-svc.yaml', 'service/networking/nginx-svc.yaml'],
    ],
  ])('%s', (_, markdown, files) => {
    expect(filesOf(markdown)).toEqual(files);
  });

  test('a file that changes is written again where the page shows it', () => {
    const page = fence('yaml file=a.yaml', 'a: 1') + fence('sh', 'cat a.yaml') + fence('yaml file=a.yaml', 'a: 2');
    const { files, steps } = planPage(readMarkdown(page));
    expect(files).toEqual([{ name: 'a.yaml', content: 'a: 1\n' }]);
    expect(steps.map(({ command }) => command)).toEqual([
      'cat a.yaml',
      "cat > a.yaml <<'END_OF_FILE'\na: 2\nEND_OF_FILE",
    ]);
  });

  test('an example that is not bundled is listed', () => {
    const { notes } = planPage(readMarkdown('\n{{% code_sample file="pods/other.yaml" %}}\n'));
    expect(notes).toEqual([{ line: 2, message: 'pods/other.yaml is not among the bundled examples' }]);
  });
});

describe('HTML', () => {
  const HTML = `<!doctype html>
<!-- berth: cluster {kubelet: false} -->
<h2>Title</h2>
<div class="highlight"><pre tabindex="0"><code class="language-shell" data-lang="shell"><span>kubectl</span> get svc -l &#39;a&lt;b&#39;
</code></pre></div>
<p>Prints:</p>
<pre><code>NAME   AGE
web    3s
</code></pre>
<pre data-berth="off"><code class="language-sh">ls</code></pre>
`;

  test('blocks, entities, settings and lines', () => {
    const { steps, cluster } = planPage(readHTML(HTML));
    expect(cluster).toBe('{kubelet: false}\n');
    expect(steps).toMatchObject([
      { command: "kubectl get svc -l 'a<b'", line: 4, printed: { text: 'NAME   AGE\nweb    3s\n' } },
    ]);
    const { block } = steps[0].printed!;
    expect(block.line).toBe(7);
    expect(HTML.slice(block.start, block.end)).toBe('NAME   AGE\nweb    3s\n');
    expect(block.encode('<none>\n')).toBe('&lt;none&gt;\n');
  });
});

test('settings stand in the front matter or in a comment', () => {
  const clusterOf = (text: string) => planPage(readMarkdown(text)).cluster;
  expect(clusterOf('---\ntitle: T\ncluster:\n  kubelet: false\n---\n')).toBe('kubelet: false\n');
  expect(clusterOf('---\ntitle: T\n---\n<!-- berth: cluster\nkubelet: false\n-->\n')).toBe('kubelet: false\n');
});
