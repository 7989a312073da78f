/** The tree of kubectl's commands. Those that are not used all the time are loaded when they are named. */

import { createCommand } from './create';
import { getCommand } from './get';
import type { CommandBody, CommandSpec } from './types';

const later = (
  name: string,
  short: string,
  load: () => Promise<CommandBody>,
  aliases?: readonly string[],
): CommandSpec => ({ name, aliases, short, load });

/** @returns the command with its flags, subcommands and code. */
export async function loaded(command: CommandSpec): Promise<CommandSpec> {
  return command.load ? { ...command, ...(await command.load()), load: undefined } : command;
}

export const ROOT: CommandSpec = {
  name: 'kubectl',
  short: 'kubectl controls the Kubernetes cluster manager',
  subcommands: [
    createCommand,
    later(
      'expose',
      'Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service',
      async () => (await import('./expose')).exposeCommand,
    ),
    later('run', 'Run a particular image on the cluster', async () => (await import('./run')).runCommand),
    later('set', 'Set specific features on objects', async () => (await import('./set')).setCommand),
    later('explain', 'Get documentation for a resource', async () => (await import('./explain')).explainCommand),
    getCommand,
    later('edit', 'Edit a resource on the server', async () => (await import('./edit')).editCommand),
    later(
      'delete',
      'Delete resources by file names, stdin, resources and names, or by resources and label selector',
      async () => (await import('./delete')).deleteCommand,
    ),
    later('rollout', 'Manage the rollout of a resource', async () => (await import('./rollout')).rolloutCommand),
    later(
      'scale',
      'Set a new size for a deployment, replica set, or replication controller',
      async () => (await import('./scale')).scaleCommand,
    ),
    later(
      'autoscale',
      'Auto-scale a deployment, replica set, stateful set, or replication controller',
      async () => (await import('./not-simulated')).autoscaleCommand,
    ),
    later(
      'certificate',
      'Modify certificate resources',
      async () => (await import('./not-simulated')).certificateCommand,
    ),
    later(
      'cluster-info',
      'Display cluster information',
      async () => (await import('./cluster-info')).clusterInfoCommand,
    ),
    later('top', 'Display resource (CPU/memory) usage', async () => (await import('./top')).topCommand),
    later('cordon', 'Mark node as unschedulable', async () => (await import('./nodes')).cordonCommand),
    later('uncordon', 'Mark node as schedulable', async () => (await import('./nodes')).uncordonCommand),
    later('drain', 'Drain node in preparation for maintenance', async () => (await import('./drain')).drainCommand),
    later('taint', 'Update the taints on one or more nodes', async () => (await import('./nodes')).taintCommand),
    later(
      'describe',
      'Show details of a specific resource or group of resources',
      async () => (await import('./describe')).describeCommand,
    ),
    later('logs', 'Print the logs for a container in a pod', async () => (await import('./logs')).logsCommand),
    later('attach', 'Attach to a running container', async () => (await import('./attach')).attachCommand),
    later('exec', 'Execute a command in a container', async () => (await import('./exec')).execCommand),
    later(
      'port-forward',
      'Forward one or more local ports to a pod',
      async () => (await import('./not-simulated')).portForwardCommand,
    ),
    later(
      'proxy',
      'Run a proxy to the Kubernetes API server',
      async () => (await import('./not-simulated')).proxyCommand,
    ),
    later(
      'cp',
      'Copy files and directories to and from containers',
      async () => (await import('./not-simulated')).cpCommand,
    ),
    later('auth', 'Inspect authorization', async () => (await import('./auth')).authCommand),
    later(
      'debug',
      'Create debugging sessions for troubleshooting workloads and nodes',
      async () => (await import('./not-simulated')).debugCommand,
    ),
    later('events', 'List events', async () => (await import('./events')).eventsCommand),
    later(
      'diff',
      'Diff the live version against a would-be applied version',
      async () => (await import('./diff')).diffCommand,
    ),
    later(
      'apply',
      'Apply a configuration to a resource by file name or stdin',
      async () => (await import('./apply')).applyCommand,
    ),
    later('patch', 'Update fields of a resource', async () => (await import('./patch')).patchCommand),
    later(
      'replace',
      'Replace a resource by file name or stdin',
      async () => (await import('./replace')).replaceCommand,
    ),
    later(
      'wait',
      'Wait for a specific condition on one or many resources',
      async () => (await import('./wait')).waitCommand,
    ),
    later(
      'kustomize',
      'Build a kustomization target from a directory or URL',
      async () => (await import('./not-simulated')).kustomizeCommand,
    ),
    later('label', 'Update the labels on a resource', async () => (await import('./label')).labelCommand),
    later('alpha', 'Commands for features in alpha', async () => (await import('./not-simulated')).alphaCommand),
    later('annotate', 'Update the annotations on a resource', async () => (await import('./label')).annotateCommand),
    later(
      'completion',
      'Output shell completion code for the specified shell (bash, zsh, fish, or powershell)',
      async () => (await import('./not-simulated')).completionCommand,
    ),
    later(
      'api-resources',
      'Print the supported API resources on the server',
      async () => (await import('./api-resources')).apiResourcesCommand,
    ),
    later(
      'api-versions',
      'Print the supported API versions on the server, in the form of "group/version"',
      async () => (await import('./api-resources')).apiVersionsCommand,
    ),
    later(
      'options',
      'Print the list of flags inherited by all commands',
      async () => (await import('./options')).optionsCommand,
    ),
    later('config', 'Modify kubeconfig files', async () => (await import('../config/commands')).configCommand),
    later(
      'plugin',
      'Provides utilities for interacting with plugins',
      async () => (await import('./not-simulated')).pluginCommand,
    ),
    later(
      'version',
      'Print the client and server version information',
      async () => (await import('./version')).versionCommand,
    ),
  ],
};
