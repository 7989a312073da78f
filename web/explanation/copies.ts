/** An explanation as text for a clipboard. */

import type { Account } from '../../sentences/decision';

const plain = (text: string) => text.replace(/\[\[|\]\]|`/g, '');
const marked = (text: string) => text.replace(/\[\[(.*?)\]\]/g, '`$1`');

export function asText({ question, lead, rows, further, rules }: Account): string {
  return [
    question,
    plain(lead),
    ...rows.map(({ name, text }) => `${name}: ${plain(text)}`),
    ...further.flatMap((one) => ['', one.question, plain(one.text)]),
    ...(rules.length > 0 ? ['', ...rules.map(({ title, href }) => `${title}: ${href}`)] : []),
    '',
  ].join('\n');
}

export function asMarkdown({ question, lead, rows, further, rules }: Account): string {
  const parts = [
    `### ${question}`,
    marked(lead),
    rows.map(({ name, text }) => `- **${name}:** ${marked(text)}`).join('\n'),
  ];
  for (const one of further) parts.push(`**${one.question}** ${marked(one.text)}`);
  parts.push(rules.map(({ title, href }) => `[${title}](${href})`).join(' · '));
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}
