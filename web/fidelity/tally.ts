/** The tally of recorded cases: made with the site from what the tests hold. */

export interface Tally {
  /** Exact versions of Kubernetes, oldest first. */
  versions: string[];
  /** By version: how many cases agree, and how many there are. */
  topics: { topic: string; counts: Record<string, [number, number]> }[];
  exceptions: { version: string; name: string; reason: string }[];
}

/** @returns how many cases of a version agree, and how many there are. */
export function sumOf({ topics }: Tally, version: string): [number, number] {
  return topics.reduce<[number, number]>(
    ([good, all], { counts }) => [good + (counts[version]?.[0] ?? 0), all + (counts[version]?.[1] ?? 0)],
    [0, 0],
  );
}
