/** Ways out of a refusal: the same request with another address, or room in the range. */

import { thing } from '../../sentences/words';
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
  const { value } = request;
  if (value !== undefined && (resource === 'clusterIP' || resource === 'nodePort')) {
    const free = resource === 'clusterIP' ? freeAddress(ranges, request.family) : undefined;
    const place = placeOf(value, files, command);
    if (free && place)
      fixes.push({
        label: `Ask for ${free} instead`,
        edit: { ...place, end: place.start + value.length, was: value, text: free },
      });
    else if (free && isOneCommand(command) && wordIn(command, value) >= 0)
      fixes.push({ label: `Ask for ${free} instead`, command: command.replace(value, free) });
    const any = `Let any ${thing(decision).one} do`;
    const line = place && wholeLine(place, files);
    const without = command.replace(/\s--(?:clusterip|node-port)[= ]\S+/, '');
    if (line) fixes.push({ label: any, edit: { ...line, text: '' } });
    else if (isOneCommand(command) && without !== command) fixes.push({ label: any, command: without });
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

/** Where a file that the command reads names the value. */
function placeOf(value: string, files: readonly ScenarioFile[], command: string) {
  for (const { name, content } of files) {
    const start = command.includes(name) ? wordIn(content, value) : -1;
    if (start >= 0) return { file: name, start };
  }
  return undefined;
}

/** The line of a field of its own; without it the server chooses. */
function wholeLine({ file, start }: { file: string; start: number }, files: readonly ScenarioFile[]) {
  const content = files.find(({ name }) => name === file)!.content;
  const from = content.lastIndexOf('\n', start - 1) + 1;
  const next = content.indexOf('\n', start);
  const end = next < 0 ? content.length : next + 1;
  const was = content.slice(from, end);
  return /^\s+(clusterIP|nodePort):/.test(was) ? { file, start: from, end, was } : undefined;
}

/** Where a value stands as a word of its own, or -1. */
function wordIn(text: string, value: string): number {
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1))
    if (!/[\w.:]/.test(text[at - 1] ?? ' ') && !/[\w.:]/.test(text[at + value.length] ?? ' ')) return at;
  return -1;
}

/** A loop would run again as a whole. */
const isOneCommand = (command: string) => /^\$?\s*kubectl create [^;|&\n]*$/.test(command);
