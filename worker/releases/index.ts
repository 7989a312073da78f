/** What differs between Kubernetes releases: versions, feature gates, API versions. Nothing else compares releases. */

import { isGateOn, type FeatureGate } from './gates';

export { FEATURE_GATES, gateFaults, type FeatureGate } from './gates';
export { isVersionOn, runtimeConfigFault } from './runtime-config';

/** Exact version of each release that is simulated: those that were recorded, and the newest patch of the others. */
const VERSIONS: Record<string, string> = {
  '1.31': 'v1.31.14',
  '1.32': 'v1.32.13',
  '1.33': 'v1.33.13',
  '1.34': 'v1.34.4',
  '1.35': 'v1.35.6',
  '1.36': 'v1.36.3',
  '1.37': 'v1.37.2',
};

export const RELEASES = Object.keys(VERSIONS);

export const NEWEST_RELEASE = RELEASES[RELEASES.length - 1];

/** One simulated release with its gates; asked by gate name, or `since` where a text changed without a gate. */
export interface Release {
  /** `1.36` */
  name: string;
  /** `v1.36.3` */
  version: string;
  isEnabled(gate: FeatureGate): boolean;
  /** True for this release and later ones: for changes of behaviour and text that no gate controls. */
  since(release: '1.32' | '1.33' | '1.34' | '1.35' | '1.36' | '1.37'): boolean;
}

/**
 * @param name `1.31` to `1.37`; a patch number (`1.36.3`) or a leading `v` is ignored.
 * @param featureGates gates set by the scenario.
 * @returns undefined for a release that is not simulated.
 */
export function findRelease(name: string, featureGates: Readonly<Record<string, boolean>> = {}): Release | undefined {
  const short = /^v?(1\.\d+)(\.\d+)?$/.exec(name)?.[1];
  const index = short === undefined ? -1 : RELEASES.indexOf(short);
  if (index < 0) return undefined;
  // asked many times in a request
  const gates = new Map<FeatureGate, boolean>();
  return {
    name: RELEASES[index],
    version: VERSIONS[RELEASES[index]],
    isEnabled(gate) {
      let isOn = gates.get(gate);
      if (isOn === undefined) gates.set(gate, (isOn = isGateOn(gate, RELEASES[index], featureGates)));
      return isOn;
    },
    since: (release) => index >= RELEASES.indexOf(release),
  };
}
