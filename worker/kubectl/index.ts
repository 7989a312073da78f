/** kubectl: finds the command, parses its flags, runs it and prints what went wrong. */

import type { Command, CommandContext } from '../shell/types';
import { loaded, ROOT } from './commands';
import { helpOf, unknownTopic } from './commands/help';
import type { CommandSpec, Outcome } from './commands/types';
import { describeErrors, KubectlError, textError, type Errors } from './errors';
import { GLOBAL_FLAGS, parseFlags, type FlagSpec } from './flags';
import { Invocation, type KubectlOptions } from './invocation';
import { loadLanguages } from './print/printers';
import { goQuote } from './text/go-syntax';

export { completeKubectl } from './complete';
export type { KubectlOptions } from './invocation';

/** @returns kubectl as a program of the shell. Its only way to the cluster is `options.client`. */
export function createKubectl(options: KubectlOptions): Command {
  return (context) => runKubectl(options, context);
}

interface Located {
  path: string;
  command: CommandSpec;
  /** The words without those that named the command. */
  rest: string[];
}

/** Walks down the tree of commands; flags may stand between the words. */
async function locate(words: readonly string[]): Promise<Located> {
  let command = ROOT;
  let path = 'kubectl';
  let rest = [...words];
  for (;;) {
    const at = firstArgument(rest, [...GLOBAL_FLAGS, ...(command.flags ?? [])]);
    const next =
      at < 0
        ? undefined
        : command.subcommands?.find(({ name, aliases }) => name === rest[at] || aliases?.includes(rest[at]));
    if (!next) return { path, command, rest };
    rest = [...rest.slice(0, at), ...rest.slice(at + 1)];
    command = await loaded(next);
    path = `${path} ${next.name}`;
  }
}

/** Index of the first word that is neither a flag nor the value of one. */
function firstArgument(words: readonly string[], specs: readonly FlagSpec[]): number {
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word === '--') return -1;
    if (!word.startsWith('-') || word === '-') return i;
    const name = word.replace(/^--?/, '');
    const spec = specs.find((candidate) =>
      word.startsWith('--') ? candidate.name === name : candidate.short === name,
    );
    // as cobra has it, what is not known here has a value
    const takesNext = spec ? spec.type !== 'bool' && spec.optional === undefined : !word.includes('=');
    if (takesNext && (word.startsWith('--') || word.length === 2)) i++;
  }
  return -1;
}

async function runKubectl(options: KubectlOptions, context: CommandContext): Promise<number> {
  const asksHelp = context.args[0] === 'help';
  const words = asksHelp ? [...context.args.slice(1), '--help'] : context.args;
  const { path, command, rest } = await locate(words);
  if (asksHelp && command === ROOT && words.length > 1) return helpOn(context, words.slice(0, -1));
  if (command === ROOT && firstArgument(rest, GLOBAL_FLAGS) >= 0) return unknownCommand(context, rest);
  const parsed = parseFlags(rest, [...(command.flags ?? []), ...GLOBAL_FLAGS]);
  const fail = (errors: Errors) => {
    const { text, exit } = describeErrors(errors);
    context.stderr.write(text);
    return exit;
  };
  if (parsed.wantsHelp || (command === ROOT && parsed.args.length === 0 && parsed.error === undefined)) {
    context.stdout.write(await helpOf(path, command));
    return 0;
  }
  if (parsed.error !== undefined) return fail([textError(`${parsed.error}\nSee '${path} --help' for usage.`)]);
  const run = new Invocation(options, context, parsed.values, path);
  if (!command.run) return noSubcommand(context, path, command, parsed.args, fail);
  if (parsed.values.has('kustomize') && parsed.values.text('kustomize') !== '')
    return fail([(await import('./commands/not-simulated')).kustomizeProblem(run, parsed.values.text('kustomize'))]);
  const unreachable = path.startsWith('kubectl config') ? undefined : await followKubeconfig(run);
  if (unreachable) return fail([unreachable]);
  await loadLanguages(run);
  const exit = finish(await command.run(run, { args: parsed.args, dashAt: parsed.dashAt }), fail);
  return exit === 0 && parsed.values.isTrue('warnings-as-errors') ? countWarnings(run, fail) : exit;
}

/** Most users have none: then the cluster and the namespace `default` are meant. */
async function followKubeconfig(run: Invocation): Promise<KubectlError | undefined> {
  const { HOME = '' } = run.context.env;
  const isDefault = run.flags.text('kubeconfig') === '' && run.flags.text('context') === '';
  if (isDefault && run.context.env.KUBECONFIG === undefined && !run.context.fs.kind(`${HOME}/.kube/config`))
    return undefined;
  return (await import('./config/context')).followKubeconfig(run);
}

function finish(outcome: Outcome, fail: (errors: Errors) => number): number {
  if (outcome === undefined) return 0;
  if (typeof outcome === 'number') return outcome;
  const errors = outcome instanceof KubectlError ? [outcome] : outcome;
  return errors.length === 0 ? 0 : fail(errors);
}

function countWarnings(run: Invocation, fail: (errors: Errors) => number): number {
  const { size } = run.warnings;
  return size === 0 ? 0 : fail([textError(`${size} ${size === 1 ? 'warning' : 'warnings'} received`)]);
}

/** `kubectl help WORD` where the word names no command, or `help` itself. */
async function helpOn(context: CommandContext, words: readonly string[]): Promise<number> {
  if (words[0] === 'help') context.stdout.write(await helpOf('kubectl help'));
  else context.stderr.write(await unknownTopic(words));
  return 0;
}

/** Groups that show their page whatever is asked of them. */
const QUIET_GROUPS = ['certificate', 'alpha'];

async function noSubcommand(
  context: CommandContext,
  path: string,
  command: CommandSpec,
  args: readonly string[],
  fail: (errors: Errors) => number,
): Promise<number> {
  const isQuiet = QUIET_GROUPS.includes(command.name);
  if (args.length > 0 && !isQuiet) {
    return fail([textError(`unknown command ${goQuote(args[0])}\nSee '${path} -h' for help and examples`)]);
  }
  // rollout alone of these groups has its page on stdout
  (command.name === 'rollout' || isQuiet ? context.stdout : context.stderr).write(await helpOf(path, command));
  return isQuiet ? 0 : 1;
}

/** A word that is no command might be a plugin, which has no flags before its name. */
function unknownCommand(context: CommandContext, words: readonly string[]): number {
  const word = words[firstArgument(words, GLOBAL_FLAGS)];
  context.stderr.write(
    words[0].startsWith('-')
      ? `Error: flags cannot be placed before plugin name: ${words[0]}\n`
      : describeErrors([textError(`unknown command ${goQuote(word)} for "kubectl"${suggestions(word)}`)]).text,
  );
  return 1;
}

/** Commands that look like the word, as cobra suggests them. */
function suggestions(word: string): string {
  const names = ROOT.subcommands!.map(({ name }) => name);
  const close = names.filter((name) => distance(name, word) <= 2 || name.toLowerCase().startsWith(word.toLowerCase()));
  return close.length === 0 ? '' : `\n\nDid you mean this?\n${close.map((name) => `\t${name}\n`).join('')}`;
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length];
}
