/** What the page's parts say to each other. */

import type { ObjectRef, OutputChunk, RangeView } from '../../worker/api';

/** The one thing that is selected, in every pane at once. */
export type Selection =
  | { kind: 'decision'; id: number }
  | { kind: 'address'; prefix: string; address: string }
  | { kind: 'tile'; prefix: string; index: number }
  | { kind: 'hosts'; pod: string; line: number; name?: string }
  | { kind: 'object'; object: ObjectRef }
  | { kind: 'step'; step: number };

/** What tells a range from all others: a Service range and a Pod range may have the same prefix. */
export const rangeKey = ({ kind, prefix }: Pick<RangeView, 'kind' | 'prefix'>) => `${kind} ${prefix}`;

/** Output of a command that is still running. */
export interface LiveOutput {
  step: number;
  chunks: OutputChunk[];
  /** Characters left out at the front, when there were too many to show. */
  dropped: number;
}

export interface Notice {
  tone: 'refused' | 'caution' | 'plain';
  text: string;
}

/** The settings' name in the list of files. */
export const CLUSTER_FILE = 'cluster.yaml';

/** Releases that the simulation knows, oldest first. */
export const RELEASES = ['1.31', '1.32', '1.33', '1.34', '1.35', '1.36', '1.37'];
