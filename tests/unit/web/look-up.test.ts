/** Look-ups in a hosts file, and what DNS would have been asked. */

import { expect, test } from 'vitest';
import { lookUp } from '../../../web/hosts/look-up';
import { run } from '../views/run';

const POD = `apiVersion: v1
kind: Pod
metadata:
  name: named
spec:
  hostAliases:
  - ip: 10.1.2.3
    hostnames: [foo.remote, web]
  - ip: 10.1.2.4
    hostnames: [foo.remote]
  containers:
  - name: show
    image: busybox:1.28
    command: [sleep, "3600"]
`;

test('the file answers first, then DNS', async () => {
  const result = await run(
    'serviceSubnet: 10.96.0.0/24\n',
    [
      'kubectl create service clusterip web --tcp 80 --clusterip 10.96.0.5',
      'kubectl create service clusterip other --tcp 80 --clusterip 10.96.0.6',
      'kubectl apply -f pod.yaml; kubectl wait pod/named --for=condition=Ready --timeout=60s',
    ],
    [{ name: 'pod.yaml', content: POD }],
  );
  const file = result.hosts[0];
  const say = (typed: string) => lookUp(file, result.ranges, typed)!.sentences.join(' ');
  expect(lookUp(file, result.ranges, ' ')).toBeUndefined();
  expect(say('FOO.remote')).toBe('10.1.2.3, from line 11. Line 12 has it as well, with 10.1.2.4. DNS is not asked.');
  expect(say('10.1.2.3')).toBe('foo.remote, the first name on line 11. web is its other name.');
  expect(say('10.9.9.9')).toBe('No line begins with 10.9.9.9: a reverse look-up goes to DNS.');
  expect(say('web')).toContain(
    'It would have said otherwise: web.default.svc.cluster.local is Service web, 10.96.0.5.',
  );
  expect(say('other.default')).toBe(
    'No line has it. The Pod asks cluster DNS for other.default.default.svc.cluster.local, then other.default.svc.cluster.local. other.default.svc.cluster.local is Service other, 10.96.0.6.',
  );
  expect(say('example.com.')).toContain('for example.com. No Service');
});
