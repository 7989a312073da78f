/** Families, policy and addresses of a new Service: every cell of the decision grids (services.md 2.6). */

import { describe, expect, test } from 'vitest';
import type { Status } from '../../../worker/kubernetes/objects';
import { errorPattern, familiesOf, readGrids } from './grids/read';
import { objectOf, service, SERVICES, startServer } from './harness';

const V4 = '10.0.0.0/16';
const V6 = '2000::/108';
const CLUSTERS = [V4, V6, `${V4},${V6}`, `${V6},${V4}`];

/** What each grid gives beside policy and families. */
const GIVEN: Record<string, Record<string, unknown>> = {
  '2A': {},
  '2B': { clusterIP: 'None', selector: { app: 'web' } },
  '2C': { clusterIP: 'None' },
  '2D': { clusterIP: '10.0.0.1' },
  '2E': { clusterIP: '2000::1' },
  '2F': { clusterIP: '10.0.0.1', clusterIPs: ['10.0.0.1', '2000::1'] },
  '2G': { clusterIP: '2000::1', clusterIPs: ['2000::1', '10.0.0.1'] },
};

describe.each(readGrids('create.txt'))('grid $name', ({ name, rows }) => {
  test.each(rows)('policy %s, families %s', async (policy, families, ...cells) => {
    for (const [index, serviceSubnet] of CLUSTERS.entries()) {
      const server = await startServer({ serviceSubnet });
      const spec: Record<string, unknown> = {
        ...GIVEN[name],
        ...(policy !== 'unset' && { ipFamilyPolicy: policy }),
        ...(familiesOf(families) && { ipFamilies: familiesOf(families) }),
      };
      const response = server.create(SERVICES, service('web', spec));
      const accepted = /^\[(.*)\]$/.exec(cells[index]);
      if (accepted) {
        expect(response.status, JSON.stringify(response.body)).toBe(201);
        const stored = objectOf(response).spec;
        expect(stored.ipFamilies).toEqual(familiesOf(accepted[1]));
        const unset = name === '2C' ? 'RequireDualStack' : 'SingleStack';
        expect(stored.ipFamilyPolicy).toBe(policy === 'unset' ? unset : policy);
        if (spec.clusterIP === 'None') expect(stored.clusterIPs).toEqual(['None']);
        else expect(stored.clusterIPs).toHaveLength(stored.ipFamilies!.length);
      } else {
        expect(response.status).toBe(422);
        const causes = (response.body as Status).details!.causes!.map(({ field, message }) => `${field}: ${message}`);
        const codes = cells[index].split(' + ');
        expect(causes).toHaveLength(codes.length);
        codes.forEach((code, at) => expect(causes[at]).toMatch(errorPattern(code)));
      }
    }
  });
});
