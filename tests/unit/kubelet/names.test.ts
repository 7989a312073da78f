/** Names and connections as the tools of containers tell them: a row a command line. */

import { beforeAll, describe, expect, test } from 'vitest';
import { busybox, nginx, PODS, SERVICES, startCluster, type TestCluster } from '../controllers/cluster';

const service = (name: string, spec: object) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name }, spec });
const ports = [{ name: 'http', port: 80 }];
const selector = { app: 'web' };
const ANSWERED = 'Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\n';
const WEB = 'web.default.svc.cluster.local';
const DB = 'db.default.svc.cluster.local';
const address = (name: string, ip: string) => `Name:\t${name}\nAddress: ${ip}\n\n`;
const none = (name: string) => `*** Can't find ${name}: No answer\n\n`;
const unknown = (name: string, code = 'NXDOMAIN') => `** server can't find ${name}: ${code}\n\n`;
const twice = (name: string) => unknown(name).repeat(2);

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startCluster({
    kubelet: true,
    kubeDNS: true,
    serviceSubnet: '10.96.0.0/24,fd00:10:96::/112',
    podSubnet: '10.244.0.0/16,fd00:10:244::/56',
  });
  cluster.create(PODS, { ...nginx('web', selector, { hostname: 'web', subdomain: 'db' }) });
  await cluster.clock.advance(3_000);
  cluster.create(PODS, nginx('plain', { app: 'plain' }));
  await cluster.clock.advance(3_000);
  const hostAliases = [{ ip: '10.1.2.3', hostnames: ['foo.local'] }];
  cluster.create(PODS, busybox('box', 'sleep 1d', { hostAliases }));
  const agnhost = { name: 'c', image: 'registry.k8s.io/e2e-test-images/agnhost:2.53', imagePullPolicy: 'IfNotPresent' };
  cluster.create(PODS, busybox('agn', '', { containers: [agnhost] }));
  const dual = { ipFamilyPolicy: 'PreferDualStack', clusterIP: '10.96.0.80' };
  cluster.create(SERVICES, service('web', { selector, ports, clusterIPs: ['10.96.0.80', 'fd00:10:96::80'], ...dual }));
  cluster.create(SERVICES, service('db', { selector, ports, clusterIP: 'None' }));
  cluster.create(SERVICES, service('plain', { selector: { app: 'plain' }, ports, clusterIP: 'None' }));
  cluster.create(SERVICES, service('empty', { selector: { app: 'none' }, ports, clusterIP: '10.96.0.81' }));
  cluster.create(SERVICES, service('bare', { selector: { app: 'none' }, ports, clusterIP: 'None' }));
  cluster.create(SERVICES, service('ext', { type: 'ExternalName', externalName: 'example.com' }));
  cluster.create(SERVICES, service('alias', { type: 'ExternalName', externalName: WEB }));
  await cluster.clock.advance(20_000);
});

const run = (line: string) => {
  const [pod, ...argv] = line.split(' ');
  return cluster.exec(pod, ...argv);
};

describe('nslookup', () => {
  test.each<[line: string, text: string, exit?: number]>([
    [`web`, address(WEB, '10.96.0.80') + address(WEB, 'fd00:10:96::80') + twice('web.svc.cluster.local') + twice('web.cluster.local')],
    [WEB, address(WEB, '10.96.0.80') + address(WEB, 'fd00:10:96::80')],
    [`${WEB}.`, address(WEB, '10.96.0.80') + address(WEB, 'fd00:10:96::80')],
    [`-type=a ${WEB}`, address(WEB, '10.96.0.80')],
    [`-type=AAAA ${WEB}`, address(WEB, 'fd00:10:96::80')],
    [`-type=srv _http._tcp.${WEB}`, `_http._tcp.${WEB}\tservice = 0 100 80 ${WEB}\n\n`],
    [`-type=srv _http._tcp.${DB}`, `_http._tcp.${DB}\tservice = 0 100 80 web.${DB}\n\n`],
    [`-type=srv _other._tcp.${WEB}`, unknown(`_other._tcp.${WEB}`), 1],
    [DB, address(DB, '10.244.0.2') + none(DB)],
    [`web.${DB}`, address(`web.${DB}`, '10.244.0.2') + none(`web.${DB}`)],
    [`other.${DB}`, twice(`other.${DB}`), 1],
    ['10-244-0-3.plain.default.svc.cluster.local', address('10-244-0-3.plain.default.svc.cluster.local', '10.244.0.3') + none('10-244-0-3.plain.default.svc.cluster.local')],
    ['10-244-0-3.default.pod.cluster.local', address('10-244-0-3.default.pod.cluster.local', '10.244.0.3') + none('10-244-0-3.default.pod.cluster.local')],
    ['bare.default.svc.cluster.local', none('bare.default.svc.cluster.local').repeat(2)],
    ['-type=a alias.default.svc.cluster.local', `alias.default.svc.cluster.local\tcanonical name = ${WEB}\n${address(WEB, '10.96.0.80')}`],
    ['-type=a ext.default.svc.cluster.local', 'ext.default.svc.cluster.local\tcanonical name = example.com\n\n'],
    ['10.96.0.80', `80.0.96.10.in-addr.arpa\tname = ${WEB}\n\n`],
    ['10.244.0.2', `2.0.244.10.in-addr.arpa\tname = web.${DB}\n\n`],
    ['10.96.0.99', unknown('99.0.96.10.in-addr.arpa'), 1],
    ['example.com', unknown('example.com', 'SERVFAIL').repeat(2), 1],
    ['foo.local', unknown('foo.local', 'SERVFAIL').repeat(2), 1],
    ['nothing', twice('nothing.default.svc.cluster.local') + twice('nothing.svc.cluster.local') + twice('nothing.cluster.local'), 1],
  ])('%s', async (line, text, exit = 0) => expect(await run(`box nslookup ${line}`)).toEqual({ exit, stdout: ANSWERED + text, stderr: '' })); // prettier-ignore
});

describe("bind's nslookup", () => {
  const line = (name: string, ip: string) => `Name:\t${name}\nAddress: ${ip}\n`;
  test.each<[line: string, text: string, exit?: number]>([
    ['web', `${line(WEB, '10.96.0.80')}${line(WEB, 'fd00:10:96::80')}\n`],
    ['web.default', `${line(WEB, '10.96.0.80')}${line(WEB, 'fd00:10:96::80')}\n`],
    [`-type=a ${WEB}.`, `${line(WEB, '10.96.0.80')}\n`],
    [`-type=srv _http._tcp.${WEB}`, `_http._tcp.${WEB}\tservice = 0 100 80 ${WEB}.\n\n`],
    ['10.96.0.80', `80.0.96.10.in-addr.arpa\tname = ${WEB}.\n\n`],
    ['bare', `*** Can't find bare.default.svc.cluster.local: No answer\n\n`],
    ['nothing', unknown('nothing', 'SERVFAIL'), 1],
    ['nothing.default.svc.cluster.local', unknown('nothing.default.svc.cluster.local'), 1],
    [`nothing.${WEB}`, unknown(`nothing.${WEB}.cluster.local`), 1],
  ])('%s', async (asked, text, exit = 0) =>
    expect(await run(`agn nslookup ${asked}`)).toEqual({
      exit,
      stdout: `${ANSWERED.replace('10:53', '10#53')}${text}`,
      stderr: '',
    }),
  );
});

test.each<[line: string, exit: number, stdout: string, stderr: string]>([
  ['box nslookup web 10.9.9.9', 1, ';; connection timed out; no servers could be reached\n\n', ''],
  ['box nslookup -type=nothing web', 1, '', 'nslookup: invalid query type "nothing"\n'],
  ['box wget -qO- http://nothing', 1, '', "wget: bad address 'nothing'\n"],
  ['box wget -qO- example.com', 1, '', "wget: bad address 'example.com'\n"],
  ['box wget -qO- empty', 1, '', "wget: can't connect to remote host (10.96.0.81): Connection refused\n"],
  ['box wget -qO- https://plain', 1, '', "wget: can't connect to remote host (10.244.0.3): Connection refused\n"],
  ['box wget -T 2 -qO- 10.9.9.9', 1, '', 'wget: download timed out\n'],
  ['box wget -T 5 -qO- 10.9.9.9', 1, '', "wget: can't connect to remote host (10.9.9.9): No route to host\n"],
  ['box wget -qO- web/nothing', 1, '', 'wget: server returned error: HTTP/1.1 404 Not Found\n'],
  ['agn nslookup web 10.9.9.9', 1, `${';; communications error to 10.9.9.9#53: timed out\n'.repeat(3)};; no servers could be reached\n\n\n`, ''], // prettier-ignore
  ['box nc -zv web 80', 0, '', 'web (10.96.0.80:80) open\n'],
  ['box nc -z web.db 80', 0, '', ''],
  ['box nc -zv web.db 81', 1, '', 'nc: web.db (10.244.0.2:81): Connection refused\n'],
  ['box nc -w 1 -zv web 81', 1, '', 'nc: timed out\n'],
  ['box nc -zv nothing 80', 1, '', "nc: bad address 'nothing'\n"],
  ['agn dig +short web.default.svc.cluster.local', 0, '10.96.0.80\n', ''],
  ['agn dig +short AAAA web.default.svc.cluster.local', 0, 'fd00:10:96::80\n', ''],
  ['agn dig +short web', 0, '', ''],
  ['agn dig +search +short web', 0, '10.96.0.80\n', ''],
  ['agn dig +short -x 10.96.0.80', 0, `${WEB}.\n`, ''],
  ['agn dig +short ext.default.svc.cluster.local', 0, 'example.com.\n', ''],
  ['agn getent hosts web', 0, `10.96.0.80      ${WEB}\n`, ''],
  ['agn getent hosts nothing', 2, '', ''],
  ['agn curl -s -o /dev/null -w %{http_code} http://web', 0, '200', ''],
  ['agn curl -sI http://web/nothing', 0, 'HTTP/1.1 404 Not Found\r\nContent-Length: 14\r\n\r\n', ''],
  ['agn curl http://nothing', 6, '', 'curl: (6) Could not resolve host: nothing\n'],
  ['box hostname -i', 0, '10.244.0.4 \n', ''],
  ['web hostname -f', 0, 'web.db.default.svc.cluster.local\n', ''],
])('%s', async (line, exit, stdout, stderr) => expect(await run(line)).toEqual({ exit, stdout, stderr }));

test.each([
  ['box ping -c 1 localhost', 'PING localhost (127.0.0.1): 56 data bytes\n64 bytes from 127.0.0.1: seq=0'],
  ['box ping -c 1 web.db', 'PING web.db (10.244.0.2): 56 data bytes\n64 bytes from 10.244.0.2: seq=0'],
  ['box ping -c 1 -W 1 foo.local', 'PING foo.local (10.1.2.3): 56 data bytes\n\n--- foo.local ping statistics ---\n'],
  ['web wget -qO- localhost', '<!DOCTYPE html>\n'],
  ['web wget -qO- http://127.0.0.1/', '<!DOCTYPE html>\n'],
  ['box wget -qO- http://web.default', '<!DOCTYPE html>\n'],
  ['box wget -qO- http://[fd00:10:96::80]:80/', '<!DOCTYPE html>\n'],
  ['agn dig web.default.svc.cluster.local', ';; ->>HEADER<<- opcode: QUERY, status: NOERROR'],
])('%s begins so', async (line, text) => expect((await run(line)).stdout).toContain(text));
