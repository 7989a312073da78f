/** Bodies that are no JSON: the fault in the words of Go's decoder, for every fault and not for one. */

import { expect, test } from 'vitest';
import { messageOf, service, SERVICES, startServer } from './harness';

const FAULTS = [
  ['{"spec":', 'unexpected end of JSON input'],
  ['{"spec":}', "invalid character '}' looking for beginning of value"],
  ['{"spec" 1}', "invalid character '1' after object key"],
  ['{"spec":1 2}', "invalid character '2' after object key:value pair"],
  ['[1 2]', "invalid character '2' after array element"],
] as const;
const headers = { 'content-type': 'application/merge-patch+json' };

test.each(FAULTS)('a patch %s', async (body, message) => {
  const server = await startServer();
  server.call('POST', SERVICES, service('web'));
  const response = server.call('PATCH', `${SERVICES}/web`, body, { headers });
  expect([response.status, messageOf(response)]).toEqual([400, message]);
});

test.each(FAULTS)('since 1.37 every broken patch has the same words: %s', async (body) => {
  const server = await startServer({ kubernetes: '1.37' });
  server.call('POST', SERVICES, service('web'));
  expect(messageOf(server.call('PATCH', `${SERVICES}/web`, body, { headers }))).toBe('invalid JSON patch');
});
