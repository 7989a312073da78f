/** awk: the command line. */

import { openFile, parseOptions, tool, ToolError } from '../tools/common';
import { parseAwk } from './parse';
import { AwkRunner } from './run';
import { unescapeText } from './tokens';
import { InputText } from './values';

export const awk = tool(async (context) => {
  const options = parseOptions(
    { ...context, name: 'awk' },
    { flags: 'W', values: 'Fvf', long: { 'field-separator': 'F', assign: 'v', file: 'f' }, stopsAtOperand: true },
    1,
  );
  const operands = [...options.operands];
  const parts: string[] = [];
  for (const { letter, value } of options.all) {
    if (letter !== 'f') continue;
    const source = openFile(context, value);
    if (typeof source === 'string')
      throw new ToolError(`awk: fatal: cannot open source file \`${value}' for reading: ${source}`, 2);
    parts.push(source.readAll());
  }
  if (parts.length === 0) {
    if (operands.length === 0)
      throw new ToolError(
        "Usage: awk [POSIX or GNU style options] -f progfile [--] file ...\nUsage: awk [POSIX or GNU style options] [--] 'program' file ...",
        1,
      );
    parts.push(operands.shift()!);
  }
  const runner = new AwkRunner(context, parseAwk(parts.join('\n')));
  const separator = options.value('F');
  if (separator !== undefined) runner.setGlobal('FS', separator === 't' ? '\t' : unescapeText(separator));
  for (const { letter, value } of options.all) {
    if (letter !== 'v') continue;
    const found = /^([A-Za-z_]\w*)=(.*)$/s.exec(value);
    if (!found) throw new ToolError(`awk: fatal: \`${value}' argument to \`-v' not in \`var=value' form`, 2);
    runner.setGlobal(found[1], new InputText(unescapeText(found[2])));
  }
  return runner.run(operands);
}, true);
