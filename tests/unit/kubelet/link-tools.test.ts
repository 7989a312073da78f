/** Interfaces, routes, ports and processes as the tools of containers print them, held against busybox 1.35 and iproute2: a row a command line. */

import { beforeAll, describe, expect, test } from 'vitest';
import { busybox, nginx, PODS, startCluster, type TestCluster } from '../controllers/cluster';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startCluster({
    kubelet: true,
    serviceSubnet: '10.96.0.0/24,fd00:10:96::/112',
    podSubnet: '10.244.0.0/16,fd00:10:244::/56',
  });
  cluster.create(PODS, busybox('box', 'sleep 1d'));
  await cluster.clock.advance(3_000);
  cluster.create(PODS, nginx('web'));
  await cluster.clock.advance(3_000);
  cluster.create(PODS, busybox('host', 'sleep 1d', { hostNetwork: true }));
  const agnhost = { name: 'c', image: 'registry.k8s.io/e2e-test-images/agnhost:2.53', imagePullPolicy: 'IfNotPresent' };
  cluster.create(PODS, busybox('agn', '', { containers: [{ ...agnhost, args: ['netexec'] }] }));
  await cluster.clock.advance(20_000);
});

/** Hardware addresses, and what is made of them, differ from seed to seed. */
const masked = (text: string) =>
  text
    .replace(/(ether |HWaddr )([0-9a-f]{2}:){5}[0-9a-f]{2}/gi, '$1MAC')
    .replace(/fe80::[0-9a-f:]+\/64 (s)/gi, 'fe80::X/64 $1')
    .replace(/veth[0-9a-f]{8}/g, 'vethX');

const LO = `1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue qlen 1000
    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
`;
const LO_ADDRESSES = `    inet 127.0.0.1/8 scope host lo
       valid_lft forever preferred_lft forever
    inet6 ::1/128 scope host 
       valid_lft forever preferred_lft forever
`;
const ETH0 = `2: eth0@if4: <BROADCAST,MULTICAST,UP,LOWER_UP,M-DOWN> mtu 1500 qdisc noqueue qlen 1000
    link/ether MAC brd ff:ff:ff:ff:ff:ff
`;
const ETH0_ADDRESSES = `    inet 10.244.0.2/24 brd 10.244.0.255 scope global eth0
       valid_lft forever preferred_lft forever
    inet6 fd00:10:244::2/64 scope global 
       valid_lft forever preferred_lft forever
    inet6 fe80::X/64 scope link 
       valid_lft forever preferred_lft forever
`;
const ROUTES = 'default via 10.244.0.1 dev eth0 \n10.244.0.0/24 dev eth0 scope link  src 10.244.0.2 \n';
const ROUTES_6 = `fd00:10:244::/64 dev eth0  metric 256 
fe80::/64 dev eth0  metric 256 
default via fd00:10:244::1 dev eth0  metric 1024 
multicast ff00::/8 dev eth0  metric 256 
`;
const TABLE = 'Kernel IP routing table\nDestination     Gateway         Genmask         Flags ';
const SOCKETS = 'Proto Recv-Q Send-Q Local Address           Foreign Address         State       \n';
const LISTENING = `tcp        0      0 :::80                   :::*                    LISTEN      \n`;
const INTERFACE = (name: string, lines: string[]) =>
  `${name}${[...lines, 'RX packets:0 errors:0 dropped:0 overruns:0 frame:0', 'TX packets:0 errors:0 dropped:0 overruns:0 carrier:0', 'collisions:0 txqueuelen:1000 ', 'RX bytes:0 (0.0 B)  TX bytes:0 (0.0 B)'].map((line) => `          ${line}\n`).join('')}\n`;
const IF_ETH0 = INTERFACE('eth0      Link encap:Ethernet  HWaddr MAC  \n', [
  'inet addr:10.244.0.2  Bcast:10.244.0.255  Mask:255.255.255.0',
  'inet6 addr: fd00:10:244::2/64 Scope:Global',
  'inet6 addr: fe80::X/64 Scope:Link',
  'UP BROADCAST RUNNING MULTICAST  MTU:1500  Metric:1',
]);
const IF_LO = INTERFACE('lo        Link encap:Local Loopback  \n', [
  'inet addr:127.0.0.1  Mask:255.0.0.0',
  'inet6 addr: ::1/128 Scope:Host',
  'UP LOOPBACK RUNNING  MTU:65536  Metric:1',
]);

describe('what is printed', () => {
  test.each<[line: string, text: string]>([
    ['box ip addr', LO + LO_ADDRESSES + ETH0 + ETH0_ADDRESSES],
    ['box ip a', LO + LO_ADDRESSES + ETH0 + ETH0_ADDRESSES],
    ['box ip a s eth0', ETH0 + ETH0_ADDRESSES],
    ['box ip addr show dev lo', LO + LO_ADDRESSES],
    ['box ip link', LO + ETH0],
    ['box ip -0 a', LO + ETH0],
    ['box ip l show eth0', ETH0],
    [
      'box ip -o -4 a',
      '1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever\n2: eth0    inet 10.244.0.2/24 brd 10.244.0.255 scope global eth0\\       valid_lft forever preferred_lft forever\n',
    ],
    ['box ip -f inet addr show eth0', `${ETH0.split('\n')[0]}\n${ETH0_ADDRESSES.split('\n').slice(0, 2).join('\n')}\n`],
    [
      'box ip -6 addr show lo',
      '1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qlen 1000\n    inet6 ::1/128 scope host \n       valid_lft forever preferred_lft forever\n',
    ],
    ['box ip -o link show lo', LO.trimEnd().replace('\n', '\\') + '\n'],
    ['box ip route', ROUTES],
    ['box ip r list', ROUTES],
    ['box ip route show 10.244.0.0/24', ROUTES.split('\n')[1] + '\n'],
    ['box ip -6 route', ROUTES_6],
    ['box ip route get 10.244.0.7', '10.244.0.7 dev eth0  src 10.244.0.2 \n'],
    ['box ip route get 8.8.8.8', '8.8.8.8 via 10.244.0.1 dev eth0  src 10.244.0.2 \n'],
    ['box ip route get 127.0.0.1', 'local 127.0.0.1 dev lo  src 127.0.0.1 \n'],
    ['box ip route get 10.244.0.2', 'local 10.244.0.2 dev lo  src 10.244.0.2 \n'],
    ['box ip route get fd00::9', 'fd00::9 from :: via fd00:10:244::1 dev eth0  src fd00:10:244::2  metric 1024 \n'],
    ['box ip rule', '0:\tfrom all lookup local \n32766:\tfrom all lookup main \n32767:\tfrom all lookup default \n'],
    ['box ip neigh', ''],
    ['box ifconfig', IF_ETH0 + IF_LO],
    ['box ifconfig lo', IF_LO],
    [
      'box route -n',
      `${TABLE}Metric Ref    Use Iface\n0.0.0.0         10.244.0.1      0.0.0.0         UG    0      0        0 eth0\n10.244.0.0      0.0.0.0         255.255.255.0   U     0      0        0 eth0\n`,
    ],
    [
      'box netstat -rn',
      `${TABLE}  MSS Window  irtt Iface\n0.0.0.0         10.244.0.1      0.0.0.0         UG        0 0          0 eth0\n10.244.0.0      0.0.0.0         255.255.255.0   U         0 0          0 eth0\n`,
    ],
    ['box netstat -tln', `Active Internet connections (only servers)\n${SOCKETS}`],
    ['web netstat -tln', `Active Internet connections (only servers)\n${SOCKETS}${LISTENING}`],
    [
      'web netstat -a',
      `Active Internet connections (servers and established)\n${SOCKETS}${LISTENING}Active UNIX domain sockets (servers and established)\nProto RefCnt Flags       Type       State         I-Node Path\n`,
    ],
    ['web netstat -tn', `Active Internet connections (w/o servers)\n${SOCKETS}`],
    ['web pidof nginx', '1\n'],
    ['box telnet 10.244.0.3 80', 'Connected to 10.244.0.3\n'],
    [
      'box traceroute -n 10.244.0.3',
      'traceroute to 10.244.0.3 (10.244.0.3), 30 hops max, 46 byte packets\n 1  10.244.0.3  0.005 ms  0.005 ms  0.005 ms\n',
    ],
    [
      'box traceroute -m 2 -w 1 10.244.0.99',
      'traceroute to 10.244.0.99 (10.244.0.99), 2 hops max, 46 byte packets\n 1  *  *  *\n 2  *  *  *\n',
    ],
    [
      'agn ip addr show eth0',
      `2: eth0@if6: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default qlen 1000\n    link/ether MAC brd ff:ff:ff:ff:ff:ff link-netnsid 0\n${ETH0_ADDRESSES.replace('10.244.0.2/', '10.244.0.4/').replace('244::2/', '244::4/')}`,
    ],
    [
      'agn ip route',
      'default via 10.244.0.1 dev eth0 \n10.244.0.0/24 dev eth0 proto kernel scope link src 10.244.0.4 \n',
    ],
    [
      'agn ip -4 -br a',
      'lo               UNKNOWN        127.0.0.1/8 \neth0@if6         UP             10.244.0.4/24 \n',
    ],
    [
      'host ip -o -4 a',
      '1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever\n2: eth0    inet 192.168.0.10/24 brd 192.168.0.255 scope global eth0\\       valid_lft forever preferred_lft forever\n3: cni0    inet 10.244.0.1/24 brd 10.244.0.255 scope global cni0\\       valid_lft forever preferred_lft forever\n',
    ],
    [
      'host ip route',
      'default via 192.168.0.1 dev eth0 \n192.168.0.0/24 dev eth0 scope link  src 192.168.0.10 \n10.244.0.0/24 dev cni0 scope link  src 10.244.0.1 \n',
    ],
  ])('%s', async (line, text) => {
    const [pod, ...argv] = line.split(' ');
    const answer = await cluster.exec(pod, ...argv);
    expect({ ...answer, stdout: masked(answer.stdout) }).toEqual({ exit: 0, stdout: text, stderr: '' });
  });

  test('one port of the bridge for each Pod', async () => {
    const { stdout } = await cluster.exec('host', 'ip', 'link');
    const names = [...masked(stdout).matchAll(/^(\d+): ([^:]+): <.*?> mtu \d+ qdisc noqueue (master \w+)?/gm)];
    expect(names.map(([, index, name, master]) => [index, name, master])).toEqual([
      ['1', 'lo', undefined],
      ['2', 'eth0', undefined],
      ['3', 'cni0', undefined],
      ['4', 'vethX@eth0', 'master cni0'],
      ['5', 'vethX@eth0', 'master cni0'],
      ['6', 'vethX@eth0', 'master cni0'],
    ]);
    const hardware = [...stdout.matchAll(/ether (..)/g)].map(([, first]) => parseInt(first, 16) & 3);
    expect(new Set(hardware)).toEqual(new Set([2]));
  });

  test('the process that asks has a new number each time', async () => {
    const rows = async (...argv: string[]) => (await cluster.exec('web', ...argv)).stdout;
    expect(await rows('ps')).toBe(
      'PID   USER     TIME  COMMAND\n    1 root      0:00 nginx -g daemon off;\n   13 root      0:00 ps\n',
    );
    expect(await rows('ps', '-o', 'pid,comm')).toBe('PID   COMMAND\n    1 nginx\n   19 ps\n');
  });
});

describe('what is refused', () => {
  test.each<[line: string, text: string, exit?: number]>([
    ['box ip addr show eth1', "ip: can't find device 'eth1'\n"],
    ['box ip route show dev eth1', "ip: can't find device 'eth1'\n"],
    ['agn ip addr show eth1', 'Device "eth1" does not exist.\n'],
    ['box ip addr foo', "ip: invalid argument 'foo' to 'ip'\n"],
    ['box ip addr add 1.2.3.4/32 dev eth0', 'ip: RTNETLINK answers: Operation not permitted\n', 2],
    ['box ip link set eth0 down', 'ip: SIOCSIFFLAGS: Operation not permitted\n', 2],
    ['box ip route get', 'ip: need at least destination address\n'],
    ['box ifconfig eth1', 'ifconfig: eth1: error fetching interface information: Device not found\n'],
    ['box ifconfig eth0 down', 'ifconfig: SIOCSIFFLAGS: Operation not permitted\n'],
    ['box route add default gw 1.1.1.1', 'route: SIOCADDRT: Operation not permitted\n'],
    ['box telnet 10.244.0.3 81', "telnet: can't connect to remote host (10.244.0.3): Connection refused\n"],
    ['box telnet 10.244.0.99', "telnet: can't connect to remote host (10.244.0.99): No route to host\n"],
    ['box telnet nowhere', "telnet: bad address 'nowhere'\n"],
    ['box hostname other', 'hostname: sethostname: Operation not permitted\n'],
    ['box pidof nginx', ''],
  ])('%s', async (line, text, exit = 1) => {
    const [pod, ...argv] = line.split(' ');
    expect(await cluster.exec(pod, ...argv)).toEqual({ exit, stdout: '', stderr: text });
  });

  test.each([
    ['box ip', ''],
    ['box ip foo', ''],
    ['box ip -br a', ''],
    ['box hostname -I', "hostname: invalid option -- 'I'\n"],
    ['box netstat -i', "netstat: invalid option -- 'i'\n"],
    ['box route -x', "route: invalid option -- 'x'\n"],
    ['box ps -x', "ps: invalid option -- 'x'\n"],
    ['box telnet', ''],
    ['box traceroute -x', "traceroute: invalid option -- 'x'\n"],
  ])('%s is answered with the usage', async (line, problem) => {
    const [pod, ...argv] = line.split(' ');
    const { exit, stderr } = await cluster.exec(pod, ...argv);
    expect([exit, stderr.slice(0, problem.length + 40)]).toEqual([
      1,
      `${problem}BusyBox v1.35.0 multi-call binary.\n\nUsage: ${argv[0]} `.slice(0, problem.length + 40),
    ]);
  });
});
