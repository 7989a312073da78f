/** The addresses of the Nodes themselves. */

import type { Address, Core } from '../core/types';
import type { ApiClient } from '../kubernetes/client';
import { listAll } from './list';

export interface NodeAddress {
  node: string;
  text: string;
  address: Address;
}

/** The InternalIP of every Node, in the order of the API. */
export function nodeAddresses(client: ApiClient, { addresses }: Core): NodeAddress[] {
  return listAll(client, '/api/v1/nodes').flatMap(({ metadata, status }) =>
    (status?.addresses ?? []).flatMap(({ type, address: text }: { type: string; address: string }) => {
      const address = type === 'InternalIP' ? addresses.parse(text) : undefined;
      return address ? [{ node: metadata.name, text, address }] : [];
    }),
  );
}
