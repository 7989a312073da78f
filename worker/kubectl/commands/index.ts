/** The tree of kubectl's commands. */

import { textError } from '../errors';
import { flagTable } from '../flags';
import { applyCommand } from './apply';
import {
  apiResourcesCommand,
  apiVersionsCommand,
  authCommand,
  clusterInfoCommand,
  configCommand,
  eventsCommand,
  versionCommand,
} from './cluster';
import { createCommand } from './create';
import { deleteCommand } from './delete';
import { describeCommand } from './describe';
import { diffCommand } from './diff';
import { editCommand } from './edit';
import { explainCommand } from './explain';
import { exposeCommand } from './expose';
import { getCommand } from './get';
import { annotateCommand, labelCommand } from './label';
import { patchCommand } from './patch';
import { execCommand, logsCommand } from './pods';
import { replaceCommand } from './replace';
import { rolloutCommand } from './rollout';
import { runCommand } from './run';
import { scaleCommand } from './scale';
import { cordonCommand, drainCommand, setCommand, taintCommand, uncordonCommand } from './set';
import type { CommandSpec } from './types';
import { waitCommand } from './wait';

const unavailable = (name: string, short: string, message: string): CommandSpec => ({
  name,
  short,
  flags: flagTable(
    'filename,f list; container,c string; address string; stdin,i bool; tty,t bool; image string; port,p string; output,o string; selector,l string; min int; max int; cpu string; all-namespaces,A bool',
  ),
  run: () => textError(message),
});

export const ROOT: CommandSpec = {
  name: 'kubectl',
  short: 'kubectl controls the Kubernetes cluster manager',
  subcommands: [
    createCommand,
    exposeCommand,
    runCommand,
    setCommand,
    explainCommand,
    getCommand,
    editCommand,
    deleteCommand,
    rolloutCommand,
    scaleCommand,
    unavailable(
      'autoscale',
      'Auto-scale a deployment, replica set, stateful set, or replication controller',
      'autoscale is not simulated',
    ),
    unavailable('certificate', 'Modify certificate resources', 'certificate is not simulated'),
    clusterInfoCommand,
    unavailable('top', 'Display resource (CPU/memory) usage', 'Metrics API not available'),
    cordonCommand,
    uncordonCommand,
    drainCommand,
    taintCommand,
    describeCommand,
    logsCommand,
    unavailable('attach', 'Attach to a running container', 'attach is not simulated; use kubectl logs or kubectl exec'),
    execCommand,
    unavailable('port-forward', 'Forward one or more local ports to a pod', 'port-forward is not simulated'),
    unavailable('proxy', 'Run a proxy to the Kubernetes API server', 'proxy is not simulated'),
    unavailable('cp', 'Copy files and directories to and from containers', 'cp is not simulated; use kubectl exec'),
    authCommand,
    unavailable('debug', 'Create debugging sessions for troubleshooting workloads and nodes', 'debug is not simulated'),
    eventsCommand,
    diffCommand,
    applyCommand,
    patchCommand,
    replaceCommand,
    waitCommand,
    unavailable('kustomize', 'Build a kustomization target from a directory or URL', 'kustomize is not simulated'),
    labelCommand,
    annotateCommand,
    unavailable(
      'completion',
      'Output shell completion code for the specified shell (bash, zsh, fish, or powershell)',
      'completion is not simulated; press Tab',
    ),
    apiResourcesCommand,
    apiVersionsCommand,
    configCommand,
    unavailable('plugin', 'Provides utilities for interacting with plugins', 'plugin is not simulated'),
    versionCommand,
  ],
};
