/** `kubectl create service clusterip|nodeport|loadbalancer|externalname` (services.md R11.4.2, R11.4.3). */

import type { JSONObject } from '../../kubernetes/patch';
import { KubectlError, textError } from '../errors';
import { flagTable } from '../flags';
import type { Invocation } from '../invocation';
import { goQuote } from '../text/go-syntax';
import { CREATE_FLAGS, createGenerated, oneName } from './generated';
import type { CommandArgs, CommandSpec, Outcome } from './types';

interface Port {
  name: string;
  protocol: 'TCP';
  port: number;
  targetPort: number | string;
  nodePort?: number;
}

type ServiceType = 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName';

/** `80`, `80:8080`, `80:http`; further parts are ignored but stay in the name. */
function readPort(text: string): Port | KubectlError {
  const [portText, targetText] = text.split(':');
  const port = readPortNumber(portText);
  if (port instanceof KubectlError) return port;
  const name = text.replaceAll(':', '-');
  if (targetText === undefined) return { name, protocol: 'TCP', port, targetPort: port };
  const target = /^[-+]?\d+$/.test(targetText) ? Number(targetText) : targetText;
  if (typeof target === 'number') {
    if (target < 1 || target > 65535) return textError('must be between 1 and 65535, inclusive');
    return { name, protocol: 'TCP', port, targetPort: target };
  }
  const problem = portNameProblem(target);
  return problem === undefined ? { name, protocol: 'TCP', port, targetPort: target } : textError(problem);
}

function readPortNumber(text: string): number | KubectlError {
  if (!/^\d+$/.test(text)) return textError(`strconv.ParseUint: parsing ${goQuote(text)}: invalid syntax`);
  return Number(text) > 65535
    ? textError(`strconv.ParseUint: parsing ${goQuote(text)}: value out of range`)
    : Number(text);
}

function portNameProblem(name: string): string | undefined {
  const problems: string[] = [];
  if (name.length > 15) problems.push('must be no more than 15 characters');
  if (!/^[-a-z0-9]+$/.test(name))
    problems.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(name)) problems.push('must contain at least one letter (a-z)');
  if (name.includes('--')) problems.push('must not contain consecutive hyphens');
  if (/^-|-$/.test(name)) problems.push('must not begin or end with a hyphen');
  return problems.length > 0 ? problems.join(',') : undefined;
}

const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

function createService(run: Invocation, args: CommandArgs, type: ServiceType): Outcome {
  if (type === 'ExternalName' && !run.flags.isSet('external-name'))
    return textError('required flag(s) "external-name" not set');
  const name = oneName(run, args);
  if (name instanceof KubectlError) return name;
  const tcp = run.flags.list('tcp');
  const clusterIP = type === 'ClusterIP' ? run.flags.text('clusterip') : '';
  if (clusterIP !== 'None' && tcp.length === 0 && type !== 'ExternalName')
    return textError('at least one tcp port specifier must be provided');
  const ports: Port[] = [];
  for (const text of tcp) {
    const port = readPort(text);
    if (port instanceof KubectlError) return port;
    if (type === 'NodePort' && run.flags.number('node-port') !== 0) port.nodePort = run.flags.number('node-port');
    ports.push(port);
  }
  const host = type === 'ExternalName' ? run.flags.text('external-name') : '';
  if (type === 'ExternalName' && (!SUBDOMAIN.test(host) || host.length > 253))
    return textError(`invalid service external name ${host}`);
  const labels = { app: name };
  const spec = {
    ...(ports.length > 0 && { ports }),
    selector: labels,
    ...(clusterIP !== '' && { clusterIP }),
    type,
    ...(host !== '' && { externalName: host }),
  };
  const object = { metadata: { name, labels }, spec, status: { loadBalancer: {} } };
  return createGenerated(run, {
    apiVersion: 'v1',
    kind: 'Service',
    object: object as unknown as JSONObject,
    failure: `failed to create ${type} service`,
  });
}

const serviceFlags = (more: string) => [...CREATE_FLAGS, ...flagTable(`tcp list; ${more}`)];

export const serviceCommand: CommandSpec = {
  name: 'service',
  aliases: ['svc'],
  short: 'Create a service using a specified subcommand',
  subcommands: [
    {
      name: 'clusterip',
      short: 'Create a ClusterIP service',
      usage: 'NAME [--tcp=<port>:<targetPort>] [--dry-run=server|client|none] [options]',
      flags: serviceFlags('clusterip string'),
      run: (run, args) => createService(run, args, 'ClusterIP'),
    },
    {
      name: 'externalname',
      short: 'Create an ExternalName service',
      usage: 'NAME --external-name external.name [--dry-run=server|client|none] [options]',
      flags: serviceFlags('external-name string'),
      run: (run, args) => createService(run, args, 'ExternalName'),
    },
    {
      name: 'loadbalancer',
      short: 'Create a LoadBalancer service',
      usage: 'NAME [--tcp=port:targetPort] [--dry-run=server|client|none] [options]',
      flags: serviceFlags(''),
      run: (run, args) => createService(run, args, 'LoadBalancer'),
    },
    {
      name: 'nodeport',
      short: 'Create a NodePort service',
      usage: 'NAME [--tcp=port:targetPort] [--dry-run=server|client|none] [options]',
      flags: serviceFlags('node-port int'),
      run: (run, args) => createService(run, args, 'NodePort'),
    },
  ],
};
