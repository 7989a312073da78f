/** Turns the parts of a page into what is run: settings, files, and commands with what the page prints below them. */

import type { ScenarioFile } from '../../worker/api';
import { EXAMPLES } from '../../worker/kubectl/examples';
import { parseScenario } from '../../worker/scenario/markdown';
import { hasPrompt, isTable, splitConsole } from './console';
import type { CodeBlock, Directive, IncludedFile, PagePart } from './parts';

/** What the page prints for a command: some lines of a block, from 0. */
export interface Printed {
  text: string;
  block: CodeBlock;
  from: number;
  lineCount: number;
}

export interface PageStep {
  command: string;
  line: number;
  /** Part of the preparation: its output is of no interest, and a failure is a fault. */
  isSetup: boolean;
  printed?: Printed;
}

export interface PageNote {
  line: number;
  message: string;
}

export interface PagePlan {
  title: string;
  /** Text of `cluster.yaml`. */
  cluster: string;
  files: ScenarioFile[];
  steps: PageStep[];
  /** What is left out, and why. */
  notes: PageNote[];
  faults: PageNote[];
}

const COMMANDS = ['bash', 'sh', 'shell', 'console'];
const OUTPUTS = ['', 'none', 'text', 'output', 'json'];

/** @returns what a page's parts say; faults of its form are listed. */
export function planPage(parts: readonly PagePart[]): PagePlan {
  const planner = new Planner();
  for (const part of parts) planner.take(part);
  return planner.finish();
}

class Planner {
  private readonly plan: PagePlan = { title: '', cluster: '', files: [], steps: [], notes: [], faults: [] };
  /** Manifests without a name, with the number of steps before them. */
  private readonly unnamed: { text: string; stepCount: number }[] = [];
  private readonly replaced: [from: string, to: string][] = [];
  /** The last command, as long as what it prints may follow. */
  private pending: PageStep | undefined;
  private paragraphCount = 0;

  take(part: PagePart): void {
    if (part.kind === 'heading') this.pending = undefined;
    else if (part.kind === 'paragraph') this.paragraphCount++;
    else if (part.kind === 'block') this.takeBlock(part);
    else if (part.kind === 'directive') this.takeDirective(part);
    else if (part.kind === 'include') this.takeInclude(part);
    else this.takeFrontMatter(part);
  }

  finish(): PagePlan {
    for (const [index, step] of this.plan.steps.entries()) this.nameManifests(step.command, index);
    for (const [from, to] of this.replaced)
      for (const step of this.plan.steps) step.command = step.command.replaceAll(from, to);
    return this.plan;
  }

  private takeBlock(block: CodeBlock): void {
    const { language, words, text } = block;
    const name = words.find((word) => word.startsWith('file='))?.slice('file='.length);
    if (words.includes('off')) return;
    if (words.includes('expect')) this.expect(block);
    else if (name !== undefined || words.includes('apply')) {
      const file = name ?? `manifest-${block.line}.yaml`;
      this.addFile(file, text, block.line);
      if (words.includes('apply')) this.setUp(`kubectl apply -f ${quoted(file)}`, block.line);
    } else if (COMMANDS.includes(language)) {
      if (isTable(text) && this.pending) this.expect(block);
      else this.takeCommands(block);
    } else if (language === '' && !this.isAwaited(1) && (hasPrompt(text) || /^\s*kubectl /.test(text)))
      this.takeCommands(block);
    else if (this.isOutput(block)) this.expect(block);
    else if (isManifest(text)) this.unnamed.push({ text, stepCount: this.plan.steps.length });
  }

  private isOutput({ language, text }: CodeBlock): boolean {
    const isYAML = language === 'yaml' || language === 'yml';
    if (this.pending && printsObjects(this.pending.command))
      return (isYAML || OUTPUTS.includes(language)) && this.isAwaited(1);
    if (isManifest(text)) return false;
    return isYAML ? this.isAwaited(0) : OUTPUTS.includes(language) && this.isAwaited(1);
  }

  /** @param paragraphsMax how much prose may stand between a command and its output. */
  private isAwaited(paragraphsMax: number): boolean {
    return this.pending !== undefined && this.paragraphCount <= paragraphsMax;
  }

  private expect(block: CodeBlock): void {
    if (!this.pending)
      this.plan.faults.push({ line: block.line, message: 'printed output without a command before it' });
    else this.pending.printed = { text: block.text, block, from: 0, lineCount: block.text.split('\n').length - 1 };
    this.pending = undefined;
  }

  private takeCommands(block: CodeBlock): void {
    const isSetup = block.words.includes('setup');
    for (const entry of splitConsole(block.text)) {
      const step: PageStep = { command: entry.command, line: block.line + entry.line, isSetup };
      const { output } = entry;
      if (output && !isSetup)
        step.printed = { text: output.text, block, from: output.line, lineCount: output.lineCount };
      this.plan.steps.push(step);
      this.pending = step.printed || isSetup ? undefined : step;
      this.paragraphCount = 0;
    }
  }

  private takeInclude({ path, words, line }: IncludedFile): void {
    if (words.includes('off')) return;
    const content = EXAMPLES[path] as string | undefined;
    if (content === undefined) {
      this.plan.notes.push({ line, message: `${path} is not among the bundled examples` });
      return;
    }
    const name = path.replace(/^.*\//, '');
    this.addFile(name, content, line);
    this.addFile(path, content, line);
    if (words.includes('apply')) this.setUp(`kubectl apply -f ${quoted(name)}`, line);
  }

  private takeDirective({ name, rest, body, line }: Directive): void {
    if (name === 'cluster') this.plan.cluster = body || `${rest}\n`;
    else if (name === 'setup') this.setUp(body.trimEnd(), line + 1);
    else if (name === 'replace') {
      const [from, to, ...more] = rest.split(/\s+/);
      if (!to || more.length > 0) this.plan.faults.push({ line, message: 'berth: replace takes two words' });
      else this.replaced.push([from, to]);
    } else this.addFile(name.slice('file='.length), body, line);
  }

  private takeFrontMatter({ text, line }: { text: string; line: number }): void {
    const read = parseScenario(`---\n${text}\n---\n`);
    if ('diagnostics' in read) for (const { message } of read.diagnostics) this.plan.faults.push({ line, message });
    else {
      this.plan.title = read.scenario.title;
      this.plan.cluster = read.scenario.cluster;
    }
  }

  private setUp(command: string, line: number): void {
    this.plan.steps.push({ command, line, isSetup: true });
    this.pending = undefined;
  }

  /** A file that is there already gets its new content when the page reaches it. */
  private addFile(name: string, content: string, line: number): void {
    const known = this.plan.files.find((file) => file.name === name);
    if (!known) this.plan.files.push({ name, content });
    else if (known.content !== content)
      this.setUp(`cat > ${quoted(name)} <<'END_OF_FILE'\n${content}END_OF_FILE`, line);
  }

  /** A manifest without a name is the file that the next command asks for. */
  private nameManifests(command: string, index: number): void {
    for (const [, name] of command.matchAll(/(?:\s-f|--filename)[ =]?([\w./-]+\.ya?ml)\b/g)) {
      if (/^https?:/.test(name) || this.plan.files.some((file) => file.name === name.replace(/^\.\//, ''))) continue;
      const manifest = this.unnamed.findLast(({ stepCount }) => stepCount <= index);
      if (!manifest) continue;
      this.unnamed.splice(this.unnamed.indexOf(manifest), 1);
      this.plan.files.push({ name: name.replace(/^\.\//, ''), content: manifest.text });
    }
  }
}

const isManifest = (text: string): boolean => /^apiVersion:/m.test(text) && /^kind:/m.test(text);

const printsObjects = (command: string): boolean => /(?:\s-o|--output)[ =]?(?:yaml|json)\b/.test(command);

const quoted = (name: string): string => (/^[\w./-]+$/.test(name) ? name : `'${name.replaceAll("'", `'\\''`)}'`);
