/** Writes beside the commands of scenario files what they print: `npm run scenarios -- scenarios/NAME.md...` */

import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { buildCommandLine } from '../../../cli/build.mjs';

const { loadCore, parseScenario, runScenario } = await import(pathToFileURL(await buildCommandLine()).href);

/** A command's block, with what is printed below it. Blocks with longer fences are left alone. */
const COMMAND = /^```bash\n[\s\S]*?^```\n(?:\n+```text\n[\s\S]*?^```\n)?/gm;

/** @returns the Markdown with `outputs`, one a command. */
function withOutputs(markdown, outputs) {
  let step = 0;
  return markdown.replace(COMMAND, (block) => {
    const command = block.slice(0, block.indexOf('\n```\n') + '\n```\n'.length);
    const output = outputs[step++];
    return output === '' ? command : `${command}\n\`\`\`text\n${output.replace(/\n?$/, '\n')}\`\`\`\n`;
  });
}

const core = await loadCore();
for (const path of process.argv.slice(2)) {
  const markdown = readFileSync(path, 'utf8');
  const { scenario, diagnostics } = parseScenario(markdown, path);
  if (diagnostics)
    throw new Error(diagnostics.map(({ source, message }) => `${path}:${source?.line}: ${message}`).join('\n'));
  const { result, failure } = await runScenario(core, scenario, {});
  if (failure) throw new Error(`${path}: ${failure.diagnostics[0].message}`);
  const outputs = result.transcript.map((entry) => entry.output.map((chunk) => chunk.text).join(''));
  writeFileSync(path, withOutputs(markdown, outputs));
}
