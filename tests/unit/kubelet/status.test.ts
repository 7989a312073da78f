/** Addresses, phases, waits and images of the kubelet (pods-and-nodes.md 3.1, 6.2, 9.2, 9.5). */

import { beforeAll, describe, expect, it } from 'vitest';
import type { Core } from '../../../worker/core/types';
import { createBackOff, goDuration } from '../../../worker/kubelet/backoff';
import { canonicalImage, findImage, pullError } from '../../../worker/kubelet/images';
import { hostNetworkPodIPs, nodeHostIPs, sortPodIPs } from '../../../worker/kubelet/pod-ips';
import { phaseOf, type ContainerView } from '../../../worker/kubelet/status';
import { freshCore } from '../../core/load';

let core: Core;
beforeAll(async () => {
  core = await freshCore();
});

describe('addresses', () => {
  it.each([
    ['33', ['10.0.0.1', 'fd01::1234'], 'IPv4', ['10.0.0.1', 'fd01::1234']],
    ['34', ['fd01::1234', '10.0.0.1'], 'IPv4', ['10.0.0.1', 'fd01::1234']],
    ['35', ['10.0.0.1', 'fd01::1234'], 'IPv6', ['fd01::1234', '10.0.0.1']],
    ['36', ['10.0.0.1'], 'IPv6', ['10.0.0.1']],
    ['37', ['10.0.0.1', '10.0.0.2', '10.0.0.3'], 'IPv4', ['10.0.0.1']],
    ['38', ['10.0.0.1', '10.0.0.2', 'fd01::1234', '10.0.0.3', 'fd01::5678'], 'IPv4', ['10.0.0.1', 'fd01::1234']],
    ['39', ['010.000.000.001', 'fd01:0:0:0:0:0:0:1234'], 'IPv4', ['10.0.0.1', 'fd01::1234']],
  ] as const)('TC%s sort', (_title, ips, preferred, expected) =>
    expect(sortPodIPs(ips, preferred, core.addresses)).toEqual(expected),
  );

  const node = (text: string) =>
    text
      .split(' ')
      .map((one) => ({ type: { I: 'InternalIP', E: 'ExternalIP', H: 'Hostname' }[one[0]]!, address: one.slice(1) }));
  it.each([
    ['47', 'E4.3.2.1 E4.3.2.2 I1.2.3.4', ['1.2.3.4']],
    ['48', 'Ia:b::c:d Ed:c::b:a E4.3.2.1 E4.3.2.2', ['a:b::c:d', '4.3.2.1']],
    ['49', 'Hexample.com', { error: 'host IP unknown; known addresses: [{Hostname example.com}]' }],
  ])('TC%s host addresses', (_title, text, expected) =>
    expect(nodeHostIPs(node(text), core.addresses)).toEqual(expected),
  );

  it.each([
    ['40', [], 'E192.168.0.1 I10.0.0.1', ['10.0.0.1']],
    ['41', [], 'I10.0.0.1 I10.0.0.2 E192.168.0.1', ['10.0.0.1']],
    ['42', ['192.168.0.1'], 'I10.0.0.1 Ifd01::1234', ['192.168.0.1', 'fd01::1234']],
    ['44', ['10.0.0.1'], 'I1.1.1.1', ['10.0.0.1']],
    ['45', ['10.0.0.1'], 'I10.0.0.1 I2001:db8::2', ['10.0.0.1', '2001:db8::2']],
    ['46', ['2001:db8::2'], 'I10.0.0.1 I2001:db8::2', ['2001:db8::2']],
  ])('TC%s host network', (_title, present, text, expected) => {
    expect(hostNetworkPodIPs(present, nodeHostIPs(node(text), core.addresses) as string[], core.addresses)).toEqual(
      expected,
    );
  });
});

describe('phase', () => {
  const run = (exitCode?: number) => ({
    containerID: '',
    startedAt: '',
    ...(exitCode === undefined ? {} : { exitCode, finishedAt: 'x' }),
  });
  const container = (state: string, kind: ContainerView['kind'] = 'regular'): ContainerView => ({
    name: state, kind, image: '', restartCount: 0, ready: false, volumeMounts: [],
    ...(state === 'none' ? {} : { current: state === 'running' ? run() : run(state === 'succeeded' ? 0 : 1) }),
    ...(state === 'waiting' ? { waiting: { reason: 'CrashLoopBackOff' } } : {}),
  }); // prettier-ignore
  it.each([
    ['126', 'Never', ['succeeded', 'succeeded'], 'Succeeded'],
    ['126', 'Never', ['failed', 'failed'], 'Failed'],
    ['126', 'Never', ['running', 'succeeded'], 'Running'],
    ['126', 'Never', ['running', 'none'], 'Pending'],
    ['127', 'OnFailure', ['failed', 'failed'], 'Running'],
    ['127', 'OnFailure', ['running', 'waiting'], 'Running'],
    ['', 'Always', ['succeeded'], 'Running'],
    ['', 'OnFailure', ['succeeded'], 'Succeeded'],
    ['', 'Never', ['succeeded', 'failed'], 'Failed'],
  ])('TC%s %s %j', (_title, policy, states, phase) =>
    expect(
      phaseOf(
        states.map((state) => container(state)),
        policy,
      ),
    ).toBe(phase),
  );
  it.each([
    ['Never', 'failed', 'Failed'],
    ['Always', 'failed', 'Pending'],
    ['Never', 'running', 'Pending'],
  ])('init with %s %s', (policy, state, phase) =>
    expect(phaseOf([container(state, 'init'), container('none')], policy)).toBe(phase),
  );
});

describe('waits between runs', () => {
  it('starts at once, then waits 10 s doubling to 300 s from the end (R6.14)', () => {
    const backOff = createBackOff();
    const starts: number[] = [];
    let finishedMs = 0;
    for (let nowMs = 0; starts.length < 8;) {
      nowMs = finishedMs + backOff.leftMs(finishedMs, nowMs);
      backOff.next(finishedMs, nowMs);
      starts.push(nowMs / 1_000);
      finishedMs = nowMs;
    }
    expect(starts).toEqual([0, 10, 30, 70, 150, 310, 610, 910]);
  });
  it('begins anew after a long run', () => {
    const backOff = createBackOff();
    backOff.next(0, 0);
    expect(backOff.leftMs(5_000, 5_000)).toBe(10_000);
    expect(backOff.leftMs(700_000, 700_000)).toBe(0);
  });
  it.each([
    [10_000, '10s'],
    [80_000, '1m20s'],
    [300_000, '5m0s'],
  ])('%i ms', (ms, text) => expect(goDuration(ms)).toBe(text));
});

describe('images', () => {
  it.each([
    ['nginx', 'docker.io/library/nginx:latest'],
    ['nginx:1.29', 'docker.io/library/nginx:1.29'],
    ['user/app', 'docker.io/user/app:latest'],
    ['registry.k8s.io/pause:3.10', 'registry.k8s.io/pause:3.10'],
    ['localhost:5000/a/b', 'localhost:5000/a/b:latest'],
    ['Nginx', undefined],
    ['a b', undefined],
  ])('%s', (reference, canonical) => expect(canonicalImage(reference)).toBe(canonical));
  it('knows those of the node', () => {
    expect(findImage('docker.io/library/busybox:1.28')).toMatchObject({
      name: 'docker.io/library/busybox:1.28',
      isPresent: true,
    });
    expect(findImage('docker.io/library/nginx:1.29')).toMatchObject({
      name: 'docker.io/library/nginx:1.14.2',
      isPresent: true,
    });
    expect(findImage('docker.io/library/nginx:1.27-alpine')).toMatchObject({
      name: 'docker.io/library/nginx:1.27-alpine',
      isPresent: false,
    });
    expect(findImage('docker.io/library/nginx:no-such-tag')).toBeUndefined();
    expect(findImage('docker.io/library/nothing:latest')).toBeUndefined();
  });
  it('says that the registry has no address', () => {
    expect(pullError('docker.io/library/nothing:1')).toContain(
      'failed to resolve reference "docker.io/library/nothing:1": failed to do request: Head "https://',
    );
  });
});
