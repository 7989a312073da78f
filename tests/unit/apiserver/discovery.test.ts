/** Discovery, version and OpenAPI documents. */

import { describe, expect, test } from 'vitest';
import { startServer } from './harness';

interface ResourceList {
  resources: { name: string; shortNames?: string[]; namespaced: boolean; kind: string; verbs: string[] }[];
}

const listOf = async (path: string, settings = {}) =>
  ((await startServer(settings)).call('GET', path).body as ResourceList).resources ?? [];

describe('discovery', () => {
  test.each([
    ['1.31', []],
    ['1.33', ['ipaddresses', 'servicecidrs']],
    ['1.36', ['ipaddresses', 'servicecidrs']],
  ])('%s serves %j', async (kubernetes, names) => {
    const list = await listOf('/apis/networking.k8s.io/v1', { kubernetes });
    const found = list
      .map(({ name }) => name)
      .filter((name) => ['ipaddresses', 'servicecidrs', 'servicecidrs/status'].includes(name));
    expect(found.filter((name) => !name.includes('/'))).toEqual(names);
  });

  test('v1beta1 where it is asked for', async () => {
    const settings = {
      kubernetes: '1.31',
      featureGates: { MultiCIDRServiceAllocator: true },
      runtimeConfig: 'networking.k8s.io/v1beta1=true',
    };
    expect((await listOf('/apis/networking.k8s.io/v1beta1', settings)).map(({ name }) => name)).toContain(
      'servicecidrs',
    );
  });

  test('names, short names, verbs', async () => {
    const list = await listOf('/api/v1');
    expect(list.find(({ name }) => name === 'services')).toMatchObject({
      kind: 'Service',
      namespaced: true,
      shortNames: ['svc'],
      verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
    });
    expect(list.map(({ name }) => name)).toEqual([...list.map(({ name }) => name)].sort());
  });

  test('the aggregated form names the same resources', async () => {
    const server = await startServer();
    const headers = { accept: 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList' };
    const body = server.call('GET', '/apis', undefined, { headers }).body as {
      items: { metadata: { name: string }; versions: { resources: { resource: string }[] }[] }[];
    };
    const apps = body.items.find(({ metadata }) => metadata.name === 'apps')!;
    expect(apps.versions[0].resources.map(({ resource }) => resource)).toEqual([
      'controllerrevisions',
      'daemonsets',
      'deployments',
      'replicasets',
      'statefulsets',
    ]);
  });

  test('version and health', async () => {
    const server = await startServer({ kubernetes: '1.33' });
    expect(server.call('GET', '/version').body).toMatchObject({ major: '1', minor: '33', gitVersion: 'v1.33.13' });
    expect(server.call('GET', '/readyz').body).toBe('ok');
  });
});

describe('OpenAPI', () => {
  interface Document {
    components: { schemas: Record<string, { properties: Record<string, { description?: string; enum?: string[] }> }> };
  }

  const schemaOf = async (kubernetes: string, path: string, name: string) => {
    const { client } = await startServer({ kubernetes });
    return ((await client.openAPI(path)).body as Document).components.schemas[name].properties;
  };

  test('fields with descriptions and values', async () => {
    const properties = await schemaOf('1.36', '/openapi/v3/api/v1', 'io.k8s.api.core.v1.ServiceSpec');
    expect(properties.ipFamilyPolicy.enum).toEqual(['PreferDualStack', 'RequireDualStack', 'SingleStack']);
    expect(properties.ipFamilyPolicy.description).toMatch(/^IPFamilyPolicy represents .*Possible enum values:/s);
  });

  test('fields of later releases are absent, texts of 1.37 are in lower case', async () => {
    expect(await schemaOf('1.33', '/openapi/v3/api/v1', 'io.k8s.api.core.v1.PodSpec')).not.toHaveProperty(
      'hostnameOverride',
    );
    const path = '/openapi/v3/apis/networking.k8s.io/v1';
    const name = 'io.k8s.api.networking.v1.ServiceCIDRSpec';
    expect((await schemaOf('1.36', path, name)).cidrs.description).toMatch(/^CIDRs defines/);
    expect((await schemaOf('1.37', path, name)).cidrs.description).toMatch(/^cidrs defines/);
  });

  test('every reference leads somewhere', async () => {
    const { client } = await startServer();
    const index = (await client.openAPI('/openapi/v3')).body as { paths: Record<string, unknown> };
    for (const path of Object.keys(index.paths)) {
      const document = (await client.openAPI(`/openapi/v3/${path}`)).body as Document;
      const text = JSON.stringify(document);
      for (const [, name] of text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g))
        expect(document.components.schemas).toHaveProperty([name]);
    }
    expect((await client.openAPI('/openapi/v3/apis/none/v1')).status).toBe(404);
  });
});
