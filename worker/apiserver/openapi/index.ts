/** `/openapi/v2` and `/openapi/v3`; the descriptions are loaded when first asked for. */

import type { ApiResponse } from '../../kubernetes/client';
import { noSuchResource } from '../errors';
import type { Server } from '../server';

export async function openAPIDocument(server: Server, path: string): Promise<ApiResponse> {
  const { documentAt } = await import('./documents');
  const body = documentAt(server, path.split('?')[0].replace(/\/$/, ''));
  return body === undefined
    ? { status: 404, warnings: [], body: noSuchResource() }
    : { status: 200, warnings: [], body };
}
