/** `kubectl version`. */

import type { JSONObject } from '../../kubernetes/patch';
import { printYAML } from '../../yaml';
import { KubectlError, textError } from '../errors';
import { flagTable } from '../flags';
import type { Invocation } from '../invocation';
import { marshalJSON } from '../text/go-syntax';
import type { CommandArgs, CommandBody, Outcome } from './types';

const KUSTOMIZE: Readonly<Record<string, string>> = {
  '1.31': 'v5.4.2',
  '1.32': 'v5.5.0',
  '1.33': 'v5.6.0',
  '1.34': 'v5.7.1',
  '1.35': 'v5.7.1',
  '1.36': 'v5.8.1',
  '1.37': 'v5.8.1',
};

export const versionCommand: CommandBody = {
  usage: '[flags] [options]',
  flags: flagTable('client bool; output,o string'),
  run: runVersion,
};

function runVersion(run: Invocation, { args }: CommandArgs): Outcome {
  if (args.length > 0) return textError(`extra arguments: [${args.join(' ')}]`);
  const output = run.flags.text('output');
  if (!['', 'yaml', 'json'].includes(output)) return textError("--output must be 'yaml' or 'json'");
  const server = run.flags.isTrue('client') ? undefined : run.get<JSONObject>('/version');
  const { version, name } = run.release;
  const kustomizeVersion = KUSTOMIZE[name] ?? 'v5.8.1';
  if (output !== '') {
    const all: JSONObject = { clientVersion: clientVersion(run), kustomizeVersion };
    if (server && !(server instanceof KubectlError)) all.serverVersion = server;
    run.out(output === 'yaml' ? printYAML(all) : `${marshalJSON(all, 2, true)}\n`);
    return;
  }
  run.out(`Client Version: ${version}\nKustomize Version: ${kustomizeVersion}\n`);
  if (server instanceof KubectlError) return server;
  if (server) run.out(`Server Version: ${String(server.gitVersion)}\n`);
}

/** kubectl was built with the server. */
function clientVersion({ release: { name, version } }: Invocation): JSONObject {
  const [major, minor] = name.split('.');
  return {
    major,
    minor,
    gitVersion: version,
    gitCommit: '',
    gitTreeState: 'clean',
    buildDate: '',
    goVersion: 'go1.25.0',
    compiler: 'gc',
    platform: 'linux/amd64',
  };
}
