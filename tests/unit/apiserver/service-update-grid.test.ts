/** Policy, families and addresses of a replaced Service: every cell of the grids (services.md 3.4). */

import { describe, expect, test } from 'vitest';
import type { Status } from '../../../worker/kubernetes/objects';
import { errorPattern, familiesOf, readGrids } from './grids/read';
import { objectOf, service, SERVICES, startServer } from './harness';

const [A, B] = ['10.0.0.1', '2000::1'];

/** What is stored before. */
const STORED: Record<string, Record<string, unknown>> = {
  '3A': { clusterIP: A },
  '3B': { clusterIP: A, clusterIPs: [A, B], ipFamilyPolicy: 'RequireDualStack' },
  '3C': { clusterIP: A, clusterIPs: [A, B], ipFamilyPolicy: 'PreferDualStack' },
};
const GIVEN = [undefined, [A], [A, B], [B, A]];
const POLICIES: Record<string, string> = { S: 'SingleStack', P: 'PreferDualStack', R: 'RequireDualStack' };

describe.each(readGrids('update.txt'))('grid $name', ({ name, rows }) => {
  test.each(rows)('policy %s, families %s', async (policy, families, ...cells) => {
    for (const [index, clusterIPs] of GIVEN.entries()) {
      const server = await startServer({ serviceSubnet: '10.0.0.0/16,2000::/108' });
      expect(server.create(SERVICES, service('web', STORED[name])).status).toBe(201);
      const spec = {
        ...(policy !== 'omitted' && { ipFamilyPolicy: policy }),
        ...(familiesOf(families) && { ipFamilies: familiesOf(families) }),
        ...(clusterIPs && { clusterIP: clusterIPs[0], clusterIPs }),
      };
      const response = server.call('PUT', `${SERVICES}/web`, service('web', spec));
      const accepted = /^([SPR]) \[(.*)\]$/.exec(cells[index]);
      if (accepted) {
        expect(response.status, JSON.stringify(response.body)).toBe(200);
        const stored = objectOf(response).spec;
        expect(stored.ipFamilyPolicy).toBe(POLICIES[accepted[1]]);
        expect(stored.ipFamilies).toEqual(familiesOf(accepted[2]));
        expect(stored.clusterIPs?.[0]).toBe(A);
        expect(stored.clusterIPs).toHaveLength(stored.ipFamilies!.length);
      } else {
        expect(response.status).toBe(422);
        const causes = (response.body as Status).details!.causes!.map(({ field, message }) => `${field}: ${message}`);
        const codes = cells[index].split(' + ');
        expect(new Set(causes).size).toBe(codes.length);
        codes.forEach((code, at) => expect([...new Set(causes)][at]).toMatch(errorPattern(code)));
      }
    }
  });
});
