/** Environment, service variables and resolv.conf (pods-and-nodes.md 5, 9.4). */

import { describe, expect, it } from 'vitest';
import { expand, fieldValue, makeEnvironment, type EnvironmentInput } from '../../../worker/kubelet/environment';
import { dnsType, parseResolvConf, podDNS, resolvConfText } from '../../../worker/kubelet/resolv-conf';
import { serviceVariables, variablesOf } from '../../../worker/kubelet/service-variables';
import type { KubernetesObject } from '../../../worker/kubernetes/objects';

const service = (
  namespace: string,
  name: string,
  clusterIP: string | undefined,
  ports: object[],
): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace },
  spec: { clusterIP, ports },
});
const asObject = (text: string) =>
  Object.fromEntries(
    text
      .trim()
      .split(/\s+/)
      .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );

describe('service variables', () => {
  it('TC76', () => {
    expect(variablesOf(service('d', 'foo-bar', '1.2.3.4', [{ port: 8080, protocol: 'TCP' }]))).toEqual(
      asObject(
        'FOO_BAR_SERVICE_HOST=1.2.3.4 FOO_BAR_SERVICE_PORT=8080 FOO_BAR_PORT=tcp://1.2.3.4:8080 FOO_BAR_PORT_8080_TCP=tcp://1.2.3.4:8080 FOO_BAR_PORT_8080_TCP_PROTO=tcp FOO_BAR_PORT_8080_TCP_PORT=8080 FOO_BAR_PORT_8080_TCP_ADDR=1.2.3.4',
      ),
    );
  });

  it('TC77', () => {
    const ports = [
      { name: 'u-d-p', port: 8081, protocol: 'UDP' },
      { name: 't-c-p', port: 8081, protocol: 'TCP' },
    ];
    const variables = variablesOf(service('d', 'abc-123', '5.6.7.8', ports));
    expect(variables).toMatchObject(
      asObject(
        'ABC_123_SERVICE_PORT=8081 ABC_123_SERVICE_PORT_U_D_P=8081 ABC_123_SERVICE_PORT_T_C_P=8081 ABC_123_PORT=udp://5.6.7.8:8081',
      ),
    );
    expect(Object.keys(variables).filter((name) => /_8081_(UDP|TCP)/.test(name))).toHaveLength(8);
  });

  it('TC78 keeps the spelling of an IPv6 address and puts brackets into URLs only', () => {
    expect(variablesOf(service('d', 'super-ipv6', '2001:DB8::', [{ port: 8084, protocol: 'UDP' }]))).toMatchObject({
      SUPER_IPV6_SERVICE_HOST: '2001:DB8::',
      SUPER_IPV6_PORT: 'udp://[2001:DB8::]:8084',
      SUPER_IPV6_PORT_8084_UDP_ADDR: '2001:DB8::',
    });
  });

  it.each([['None'], [''], [undefined]])('TC79 clusterIP %s gives none', (clusterIP) => {
    expect(variablesOf(service('d', 'x', clusterIP, [{ port: 1 }]))).toEqual({});
  });

  const services = [
    service('default', 'kubernetes', '1.2.3.1', [{ port: 443 }]),
    service('test2', 'kubernetes', '1.2.3.4', [{ port: 8084 }]),
    service('test1', 'other', '1.2.3.9', [{ port: 1 }]),
  ];
  it.each([
    ['80', true, '1.2.3.4', '8084'],
    ['81', false, '1.2.3.1', '443'],
  ])('TC%s', (_title, links, host, port) => {
    const variables = serviceVariables(services, 'test2', links);
    expect(variables).toMatchObject({ KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port });
    expect(Object.keys(variables).some((name) => name.startsWith('OTHER'))).toBe(false);
  });
});

describe('environment', () => {
  const make = (input: Partial<EnvironmentInput>) =>
    makeEnvironment({
      namespace: 'ns',
      serviceVariables: { SVC: 'service' },
      field: (path) => `<${path}>`,
      resource: () => '1',
      source: () => undefined,
      ...input,
    });

  it.each([
    [
      'a later variable stays (TC83)',
      [
        { name: 'A', value: '$(B)' },
        { name: 'B', value: 'FOO' },
      ],
      { A: '$(B)', B: 'FOO' },
    ],
    [
      'an earlier one is put in',
      [
        { name: 'B', value: 'FOO' },
        { name: 'A', value: 'x$(B)' },
      ],
      { A: 'xFOO' },
    ],
    ['of a service', [{ name: 'A', value: '$(SVC)' }], { A: 'service' }],
    ['escaped', [{ name: 'A', value: '$$(B)' }], { A: '$(B)' }],
    ['unclosed', [{ name: 'A', value: '$(B' }], { A: '$(B' }],
    ['empty', [{ name: 'A' }], { A: '' }],
    ['explicit wins over a service', [{ name: 'SVC', value: 'mine' }], { SVC: 'mine' }],
    ['a field', [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }], { A: '<metadata.name>' }],
  ])('%s', (_title, env, expected) => {
    const made = make({ env });
    expect('env' in made && made.env).toMatchObject(expected);
  });

  it('takes envFrom first and says what is missing', () => {
    const source = (_kind: string, name: string) => (name === 'there' ? { K: 'from map' } : undefined);
    expect(make({ source, envFrom: [{ prefix: 'P_', configMapRef: { name: 'there' } }] })).toMatchObject({
      env: { P_K: 'from map' },
    });
    expect(make({ source, envFrom: [{ configMapRef: { name: 'gone' } }] })).toEqual({
      error: 'configmap "gone" not found',
    });
    expect(make({ source, envFrom: [{ configMapRef: { name: 'gone', optional: true } }] })).toMatchObject({
      env: { SVC: 'service' },
    });
    expect(
      make({ source, env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'there', key: 'no' } } }] }),
    ).toEqual({
      error: "couldn't find key no in ConfigMap ns/there",
    });
  });

  it('reads fields (TC82)', () => {
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p', namespace: 'ns', uid: 'u', labels: { b: '2', a: '1"' } },
      spec: { nodeName: 'n' },
    };
    const addresses = { podIPs: ['1.2.3.4', 'fd00::6'], hostIPs: ['192.168.0.10'] };
    const read = (path: string) => fieldValue(path, pod, addresses);
    expect(read('status.podIP')).toBe('1.2.3.4');
    expect(read('status.podIPs')).toBe('1.2.3.4,fd00::6');
    expect(read("metadata.labels['b']")).toBe('2');
    expect(read("metadata.annotations['none']")).toBe('');
    expect(read('metadata.labels')).toBe('a="1\\""\nb="2"');
  });

  it('expands', () =>
    expect(expand('http://$(A):80/$(B)', (name) => (name === 'A' ? 'env' : undefined))).toBe('http://env:80/$(B)'));
});

const NODE = { clusterDNS: ['10.96.0.10'], clusterDomain: 'cluster.local', resolvConf: '' };
const PLAIN = { namespace: 'default', hostNetwork: false };
const CLUSTER_SEARCH = 'search default.svc.cluster.local svc.cluster.local cluster.local';

describe('resolv.conf', () => {
  it.each([
    ['cluster', PLAIN, NODE, `${CLUSTER_SEARCH}\nnameserver 10.96.0.10\noptions ndots:5\n`],
    [
      'cluster, node search',
      PLAIN,
      { ...NODE, resolvConf: 'search lan\n' },
      `${CLUSTER_SEARCH} lan\nnameserver 10.96.0.10\noptions ndots:5\n`,
    ],
    [
      'dual stack',
      PLAIN,
      { ...NODE, clusterDNS: ['10.96.0.10', 'fd00::a'] },
      `${CLUSTER_SEARCH}\nnameserver 10.96.0.10\nnameserver fd00::a\noptions ndots:5\n`,
    ],
    [
      'host network',
      { ...PLAIN, hostNetwork: true },
      { ...NODE, resolvConf: 'nameserver 192.168.1.1\nsearch lan\n' },
      'search lan\nnameserver 192.168.1.1\n',
    ],
    [
      'None',
      {
        ...PLAIN,
        dnsPolicy: 'None',
        dnsConfig: {
          nameservers: ['203.0.113.1'],
          searches: ['my.domain', 'second.domain'],
          options: [{ name: 'ndots', value: '3' }],
        },
      },
      NODE,
      'search my.domain second.domain\nnameserver 203.0.113.1\noptions ndots:3\n',
    ],
    [
      'dnsConfig added',
      { ...PLAIN, dnsConfig: { nameservers: ['10.0.0.11'], searches: ['my.domain'] } },
      { ...NODE, resolvConf: 'search lan\n' },
      `${CLUSTER_SEARCH} lan my.domain\nnameserver 10.96.0.10\nnameserver 10.0.0.11\noptions ndots:5\n`,
    ],
  ])('%s', (_title, pod, node, text) => {
    expect(resolvConfText(podDNS(pod, node).dns)).toBe(text);
  });

  it('TC84', () => expect(dnsType({ dnsPolicy: 'ClusterFirst', hostNetwork: true })).toBe('host'));

  it('TC85', () => {
    const dnsConfig = {
      nameservers: ['10.0.0.11'],
      searches: ['my.domain'],
      options: [{ name: 'ndots', value: '3' }, { name: 'debug' }],
    };
    const node = { clusterDNS: ['10.0.0.10'], clusterDomain: 'kubernetes.io', resolvConf: 'search S\n' };
    expect(podDNS({ namespace: 'testNS', hostNetwork: false, dnsConfig }, node).dns).toEqual({
      servers: ['10.0.0.10', '10.0.0.11'],
      searches: ['testNS.svc.kubernetes.io', 'svc.kubernetes.io', 'kubernetes.io', 'S', 'my.domain'],
      options: ['ndots:3', 'debug'],
    });
  });

  it.each([
    ['86', 'search foo\nsearch bar', ['bar']],
    ['87', 'search foo. bar', ['foo', 'bar']],
    ['87b', 'search . foo', ['foo']],
  ])('TC%s', (_title, text, searches) => expect(parseResolvConf(text).searches).toEqual(searches));

  it('TC88, TC89 keeps to the limits and says so', () => {
    const searches = Array.from({ length: 33 }, (_, index) => `s${index}`);
    const { dns, warnings } = podDNS(
      {
        ...PLAIN,
        dnsPolicy: 'None',
        dnsConfig: { nameservers: ['1.1.1.1', '1.1.1.2', '1.1.1.3', '1.1.1.4'], searches },
      },
      NODE,
    );
    expect(dns.searches).toEqual(searches.slice(0, 32));
    expect(dns.servers).toEqual(['1.1.1.1', '1.1.1.2', '1.1.1.3']);
    expect(warnings.map(({ message }) => message)).toEqual([
      'Nameserver limits were exceeded, some nameservers have been omitted, the applied nameserver line is: 1.1.1.1 1.1.1.2 1.1.1.3',
      `Search Line limits were exceeded, some search paths have been omitted, the applied search line is: ${searches.slice(0, 32).join(' ')}`,
    ]);
  });
});
