/** What is known of a field of a manifest, as short texts for either editor. */

import type { YamlHover } from '../../worker/api';

/** Fields without another mark are in all releases that are simulated. */
const RELEASES_SINCE = '1.31';

/** @returns type, whether it is required, and since when, in one line. */
export function factsOf({ type, isRequired, since }: YamlHover): string {
  return [type, ...(isRequired ? ['required'] : []), `since ${since ?? `${RELEASES_SINCE} or earlier`}`].join(', ');
}
