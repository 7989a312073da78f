/** What differs between Kubernetes releases: versions, feature gates, API versions. Nothing else compares releases. */

/** Default of each gate in releases 1.31 to 1.37; undefined where the gate does not exist (services.md 7.1). */
const GATES = {
  MultiCIDRServiceAllocator: [false, false, true, true, true, true, true],
  DisableAllocatorDualWrite: [false, false, false, true, true, true, true],
  StrictIPCIDRValidation: [undefined, undefined, false, false, false, true, true],
  RelaxedServiceNameValidation: [undefined, undefined, undefined, false, false, true, true],
  ServiceCIDRStatusFieldWiping: [false, false, false, false, false, true, true],
  ServiceTrafficDistribution: [true, true, true, true, true, true, true],
  PreferSameTrafficDistribution: [undefined, undefined, false, true, true, true, true],
  LoadBalancerIPMode: [true, true, true, true, true, true, true],
  HostnameOverride: [undefined, undefined, undefined, false, true, true, true],
} as const satisfies Record<string, readonly (boolean | undefined)[]>;

export type FeatureGate = keyof typeof GATES;

/** Names of the gates that the simulation knows. */
export const FEATURE_GATES = Object.keys(GATES) as FeatureGate[];

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
  return {
    name: RELEASES[index],
    version: VERSIONS[RELEASES[index]],
    isEnabled: (gate) => featureGates[gate] ?? GATES[gate][index] ?? false,
    since: (release) => index >= RELEASES.indexOf(release),
  };
}
