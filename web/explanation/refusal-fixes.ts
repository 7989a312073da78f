/** Ways out of a refusal: the same request with another address, or room in the range. */

import type { Decision, Diagnostic, Fix, RangeView, ScenarioFile } from '../../worker/api';

const FIXES_MAX = 3;

export interface RefusalFacts {
  decision: Decision;
  ranges: readonly RangeView[];
  risks: readonly Diagnostic[];
  files: readonly ScenarioFile[];
  /** Of the step that was refused. */
  command: string;
}

export function refusalFixes({ decision, ranges, risks, files, command }: RefusalFacts): Fix[] {
  const { outcome, request, object, resource } = decision;
  if (outcome.kind !== 'refused') return [];
  const fixes: Fix[] = [];
  if (request.value !== undefined && resource === 'clusterIP') {
    const free = freeAddress(ranges, request.family);
    const place = files.flatMap(({ name, content }) => {
      const start = command.includes(name) ? wordIn(content, request.value!) : -1;
      return start < 0 ? [] : [{ file: name, start, end: start + request.value!.length, was: request.value! }];
    })[0];
    if (free && place) fixes.push({ label: `Ask for ${free} instead`, edit: { ...place, text: free } });
    else if (free && isOneCommand(command) && wordIn(command, request.value) >= 0)
      fixes.push({ label: `Ask for ${free} instead`, command: command.replace(request.value, free) });
    if (isOneCommand(command)) {
      const any = command.replace(/\s--clusterip[= ]\S+/, '');
      if (any !== command) fixes.push({ label: 'Let any address do', command: any });
    }
    if (outcome.cause === 'taken' && outcome.holder && outcome.holder.name !== object.name)
      fixes.push({
        label: `Delete ${outcome.holder.kind} ${outcome.holder.name}`,
        command: `kubectl delete ${outcome.holder.kind.toLowerCase()} ${outcome.holder.name}${outcome.holder.namespace ? ` -n ${outcome.holder.namespace}` : ''}`,
      });
  }
  if (outcome.cause === 'full')
    for (const { range } of decision.ranges)
      fixes.push(...(risks.find(({ message }) => message.includes(` range ${range} is `))?.fixes ?? []));
  return fixes.slice(0, FIXES_MAX);
}

/** One that is kept for those who ask, where there is such a band. */
function freeAddress(ranges: readonly RangeView[], family: string | undefined): string | undefined {
  const cells = ranges
    .filter((range) => range.kind === 'service' && (family === undefined || range.family === family))
    .filter(({ owners }) => owners.length === 0 || owners.some(({ state }) => state === 'ready'))
    .flatMap((range) => range.cells ?? [])
    .filter((cell) => cell.category === 'free');
  return (cells.find((cell) => cell.staticBand) ?? cells[0])?.address;
}

/** Where a value stands as a word of its own, or -1. */
function wordIn(text: string, value: string): number {
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1))
    if (!/[\w.:]/.test(text[at - 1] ?? ' ') && !/[\w.:]/.test(text[at + value.length] ?? ' ')) return at;
  return -1;
}

/** A loop would run again as a whole. */
const isOneCommand = (command: string) => /^\$?\s*kubectl create [^;|&\n]*$/.test(command);
