/** Who owns which field, and server-side apply with its conflicts (services.md R11.5.4). */

import { describe, expect, test } from 'vitest';
import type { ApiResponse } from '../../../worker/kubernetes/client';
import { messageOf, objectOf, service, SERVICES, startServer, type TestServer } from './harness';

const WEB = `${SERVICES}/web`;

const apply = (server: TestServer, spec: Record<string, unknown>, fieldManager: string, force = false): ApiResponse =>
  server.call('PATCH', WEB, service('web', spec), {
    headers: { 'content-type': 'application/apply-patch+yaml' },
    query: { fieldManager, force: String(force), fieldValidation: 'Strict' },
  });

interface Entry {
  manager: string;
  operation: string;
  fieldsV1: Record<string, unknown>;
}

const entriesOf = (response: ApiResponse) => objectOf(response).metadata.managedFields as Entry[];
const managersOf = (response: ApiResponse) =>
  entriesOf(response).map(({ manager, operation }) => `${manager} ${operation}`);

describe('updates', () => {
  test('a create owns what was sent and defaulted, not what was allocated', async () => {
    const server = await startServer();
    const created = server.create(SERVICES, { ...service('web'), metadata: { name: 'web', labels: { app: 'web' } } });
    expect(entriesOf(created)).toEqual([
      {
        apiVersion: 'v1',
        fieldsType: 'FieldsV1',
        fieldsV1: {
          'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } },
          'f:spec': {
            'f:internalTrafficPolicy': {},
            'f:ports': {
              '.': {},
              'k:{"port":80,"protocol":"TCP"}': { '.': {}, 'f:port': {}, 'f:protocol': {}, 'f:targetPort': {} },
            },
            'f:sessionAffinity': {},
            'f:type': {},
          },
        },
        manager: 'kubectl',
        operation: 'Update',
        time: '2026-01-05T10:00:00Z',
      },
    ]);
  });

  test('a change takes its fields from the others', async () => {
    const server = await startServer();
    server.create(SERVICES, service('web', { selector: { app: 'web' } }));
    const changed = server.call('PATCH', WEB, { spec: { sessionAffinity: 'ClientIP' } }, {
      headers: { 'content-type': 'application/merge-patch+json' },
      query: { fieldManager: 'kubectl-patch' },
    }); // prettier-ignore
    const [first, second] = entriesOf(changed);
    expect([first.manager, second.manager]).toEqual(['kubectl', 'kubectl-patch']);
    expect(first.fieldsV1['f:spec'] as object).not.toHaveProperty('f:sessionAffinity');
    expect(second.fieldsV1['f:spec']).toHaveProperty('f:sessionAffinity');
  });

  test('status writes are kept apart', async () => {
    const server = await startServer();
    server.create(SERVICES, service('web', { type: 'LoadBalancer' }));
    const changed = server.patch(`${WEB}/status`, { status: { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } } });
    expect(entriesOf(changed).map((entry) => (entry as { subresource?: string }).subresource)).toEqual([
      undefined,
      'status',
    ]);
  });
});

describe('apply', () => {
  const port = (targetPort: number) => ({ ports: [{ port: 80, protocol: 'TCP', targetPort }] });

  test('creates, changes, and is the same twice', async () => {
    const server = await startServer();
    expect(apply(server, port(8080), 'kubectl').status).toBe(201);
    const again = apply(server, port(8080), 'kubectl');
    expect(objectOf(again)).toBe(objectOf(server.call('GET', WEB)));
    expect(managersOf(again)).toEqual(['kubectl Apply']);
  });

  test('a field of another manager is a conflict, unless forced', async () => {
    const server = await startServer();
    apply(server, port(8080), 'kubectl');
    const refused = apply(server, port(9090), 'other');
    expect([refused.status, messageOf(refused)]).toEqual([
      409,
      'Apply failed with 1 conflict: conflict with "kubectl": .spec.ports[port=80,protocol="TCP"].targetPort',
    ]);
    const forced = apply(server, port(9090), 'other', true);
    expect(objectOf(forced).spec.ports[0].targetPort).toBe(9090);
    expect(managersOf(forced)).toEqual(['kubectl Apply', 'other Apply']);
    expect(JSON.stringify(entriesOf(forced)[0].fieldsV1)).not.toContain('targetPort');
  });

  test('several conflicts are listed by manager', async () => {
    const server = await startServer();
    server.create(SERVICES, service('web', { sessionAffinity: 'None', publishNotReadyAddresses: true }));
    const refused = apply(server, { ...port(9090), sessionAffinity: 'ClientIP' }, 'other');
    expect(messageOf(refused)).toBe(
      'Apply failed with 2 conflicts: conflicts with "kubectl" using v1:\n- .spec.ports[port=80,protocol="TCP"].targetPort\n- .spec.sessionAffinity',
    );
  });

  test('what is no longer applied goes, unless another manager has it', async () => {
    const server = await startServer();
    apply(server, { ...port(8080), externalIPs: ['192.0.2.1'], publishNotReadyAddresses: true }, 'one');
    apply(server, { ...port(8080), publishNotReadyAddresses: true }, 'two');
    const { spec } = objectOf(apply(server, port(8080), 'one'));
    expect([spec.externalIPs, spec.publishNotReadyAddresses]).toEqual([undefined, true]);
  });

  test('kubectl takes over from client-side apply', async () => {
    const server = await startServer();
    const body = service('web', port(8080));
    const annotation = 'kubectl.kubernetes.io/last-applied-configuration';
    const annotations = {
      [annotation]: `${JSON.stringify({ ...body, metadata: { annotations: {}, ...body.metadata } })}\n`,
    };
    server.call(
      'POST',
      SERVICES,
      { ...body, metadata: { name: 'web', annotations } },
      { query: { fieldManager: 'kubectl-client-side-apply' } },
    );
    expect(apply(server, port(9090), 'other').status).toBe(409);
    const taken = apply(server, port(9090), 'kubectl');
    expect(taken.status).toBe(200);
    expect(objectOf(taken).metadata.annotations![annotation]).toContain('"targetPort":9090');
  });

  test('unknown fields and a missing manager are refused', async () => {
    const server = await startServer();
    expect(messageOf(apply(server, { clusterip: 'x' }, 'kubectl'))).toBe(
      'failed to create typed patch object (default/web; /v1, Kind=Service): .spec.clusterip: field not declared in schema',
    );
    const anonymous = server.call('PATCH', WEB, service('web'), {
      headers: { 'content-type': 'application/apply-patch+yaml' },
    });
    expect(anonymous.status).toBe(422);
  });
});
