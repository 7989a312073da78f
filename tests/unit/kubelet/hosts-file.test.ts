/** The managed hosts file against the vectors H01 to H26 and the kubelet's own tests (pods-and-nodes.md 1.6, 9.1). */

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  hostNetworkLines,
  hostNetworkText,
  hostsText,
  linesAfterEdit,
  lookupHosts,
  podHostsLines,
  type HostAlias,
} from '../../../worker/kubelet/hosts-file';
import { kernelName, podNames, truncateHostname, type PodNamesInput } from '../../../worker/kubelet/hostname';
import vectors from './hosts-vectors.json';

interface Vector {
  id: string;
  pod?: PodNamesInput;
  host?: string;
  domain?: string;
  ips?: string[];
  node?: string;
  aliases?: HostAlias[];
  clusterDomain?: string;
  bytes: number;
  sha256: string;
  text: string;
}

function textOf(vector: Vector): string {
  if (vector.node !== undefined) return hostNetworkText(vector.node, vector.aliases);
  const names = vector.pod
    ? podNames(vector.pod, vector.clusterDomain ?? 'cluster.local', true)
    : { host: vector.host!, domain: vector.domain! };
  if ('error' in names) throw new Error(names.error);
  return hostsText(podHostsLines({ ips: vector.ips!, ...names, hostAliases: vector.aliases }));
}

describe('the managed hosts file', () => {
  it.each(vectors as Vector[])('$id', (vector) => {
    const text = textOf(vector);
    expect(text).toBe(vector.text);
    expect(Buffer.byteLength(text)).toBe(vector.bytes);
    expect(createHash('sha256').update(text).digest('hex').slice(0, 16)).toBe(vector.sha256);
  });

  const foo = { ip: '123.45.67.89', hostnames: ['foo', 'bar', 'baz'] };
  const park = { ip: '456.78.90.123', hostnames: ['park', 'doo', 'boo'] };
  it('TC4 writes aliases that are no addresses as they are', () => {
    const text = hostsText(
      podHostsLines({ ips: ['203.0.113.1'], host: 'podFoo', domain: 'domainFoo', hostAliases: [foo, park] }),
    );
    expect(text.endsWith('123.45.67.89\tfoo\tbar\tbaz\n456.78.90.123\tpark\tdoo\tboo\n')).toBe(true);
  });

  it('tells where each line comes from', () => {
    const lines = podHostsLines({ ips: ['10.0.0.2'], host: 'web', domain: '', hostAliases: [foo] });
    expect(lines.map(({ origin }) => origin)).toEqual([
      'header', 'loopback', 'loopback', 'ipv6', 'ipv6', 'ipv6', 'ipv6', 'podIP', 'blank', 'comment', 'alias',
    ]); // prettier-ignore
    expect(lines.at(-1)).toMatchObject({
      from: 'spec.hostAliases[0]',
      address: '123.45.67.89',
      names: ['foo', 'bar', 'baz'],
    });
    expect(hostNetworkLines('127.0.0.1 localhost\n').map(({ origin }) => origin)).toEqual(['header', 'node']);
  });

  it('marks what a container added', () => {
    const lines = podHostsLines({ ips: ['10.0.0.2'], host: 'web', domain: '' });
    const edited = linesAfterEdit(`${hostsText(lines)}10.9.9.9 extra\n`, lines);
    expect(edited.slice(0, -1)).toEqual(lines);
    expect(edited.at(-1)).toEqual({
      text: '10.9.9.9 extra',
      origin: 'edited',
      from: 'container',
      address: '10.9.9.9',
      names: ['extra'],
    });
  });

  it('finds names without regard to case, in the order of lines', () => {
    const text = hostsText(
      podHostsLines({ ips: ['10.0.0.2', 'fd00::2'], host: 'web', domain: 'db.default.svc.cluster.local' }),
    );
    expect(lookupHosts(text, 'WEB').addresses).toEqual(['10.0.0.2', 'fd00::2']);
    expect(lookupHosts(text, 'localhost').addresses).toEqual(['127.0.0.1', '::1']);
    expect(lookupHosts(text, 'nothing').addresses).toEqual([]);
  });
});

const POD = { name: 'test-pod', namespace: 'default' };
const OVERRIDE = {
  ...POD,
  hostname: 'custom-hostname',
  subdomain: 'my-subdomain',
  hostnameOverride: 'override-hostname',
};

describe('host name and domain', () => {
  it.each([
    ['13 nothing set', POD, true, 'test-pod', ''],
    ['14 hostname', { ...POD, hostname: 'custom-hostname' }, true, 'custom-hostname', ''],
    ['15 subdomain', { ...POD, subdomain: 'my-subdomain' }, true, 'test-pod', 'my-subdomain.default.svc.cluster.local'],
    [
      '16 both',
      { ...POD, hostname: 'custom-hostname', subdomain: 'my-subdomain' },
      true,
      'custom-hostname',
      'my-subdomain.default.svc.cluster.local',
    ],
    ['17 override', OVERRIDE, true, 'override-hostname', ''],
    ['18 override with dots', { ...POD, hostnameOverride: 'valid.hostname' }, true, 'valid.hostname', ''],
    ['19 override, gate off', OVERRIDE, false, 'custom-hostname', 'my-subdomain.default.svc.cluster.local'],
    ['21 65 characters', { ...POD, name: 'a'.repeat(65) }, true, 'a'.repeat(63), ''],
  ])('TC%s', (_title, pod, hasOverride, host, domain) => {
    expect(podNames(pod, 'cluster.local', hasOverride)).toEqual({ host, domain });
  });

  it.each([
    [
      '20',
      { ...POD, hostnameOverride: 'Invalid-Hostname-!' },
      'pod HostnameOverride "Invalid-Hostname-!" is not a valid DNS subdomain',
    ],
    ['22', { ...POD, subdomain: 'invalid_subdomain' }, 'pod Subdomain "invalid_subdomain" is not a valid DNS label'],
    ['23', { ...POD, hostname: 'a'.repeat(64) }, 'must be no more than 63 characters'],
  ])('TC%s', (_title, pod, text) => {
    expect(podNames(pod, 'cluster.local', true)).toEqual({ error: expect.stringContaining(text) });
  });

  it.each([
    ['24', '1234567.'.repeat(9), `${'1234567.'.repeat(7)}1234567`],
    ['25', `${'1234567.'.repeat(7)}123456.1234567.`, `${'1234567.'.repeat(7)}123456`],
    ['26', `${'1234567.'.repeat(7)}123456-1234567.`, `${'1234567.'.repeat(7)}123456`],
  ])('TC%s cuts', (_title, name, cut) => {
    expect(truncateHostname(name)).toBe(cut);
  });

  it.each([
    ['27', 'test.pod.hostname', 'svc.subdomain.local', true, 'test.pod.hostname.svc.subdomain.local'],
    ['28', 'test.pod.hostname', 'svc.subdomain.local', false, 'test.pod.hostname'],
    ['29', 'test.pod.hostname', '', true, 'test.pod.hostname'],
  ])('TC%s kernel name', (_title, host, domain, asFQDN, name) => {
    expect(kernelName({ host, domain }, asFQDN)).toEqual({ name });
  });

  it('TC30 refuses what is too long', () => {
    const result = kernelName({ host: 'h'.repeat(15), domain: 'd'.repeat(55) }, true);
    expect(result).toEqual({
      error: expect.stringContaining('is too long (64 characters is the max, 71 characters requested)'),
    });
  });
});
