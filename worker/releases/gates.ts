/** Feature gates: their stage in each release, and a component's refusals of bad values (services.md 7.1). */

/**
 * Stage in 1.31 to 1.37, a letter a release. Small: off by default, capital: on by default; a alpha, b beta, g GA,
 * d deprecated; `L` on and locked, `l` off and locked; `+` gone, and what it did is always so; `-` not there.
 */
const STAGES = {
  MultiCIDRServiceAllocator: 'bbGLLLL',
  DisableAllocatorDualWrite: 'aabGLLL',
  StrictIPCIDRValidation: '--aaaBB',
  RelaxedServiceNameValidation: '---aaBB',
  ServiceCIDRStatusFieldWiping: '-----DD',
  ServiceTrafficDistribution: 'BBLLL++',
  PreferSameTrafficDistribution: '--aBLLL',
  LoadBalancerIPMode: 'BLLL+++',
  AllowServiceLBStatusOnNonLB: 'dlll---',
  TopologyAwareHints: 'BBLLL++',
  HostnameOverride: '---aBBB',
  WatchList: 'aBbBBBB',
  JobManagedBy: 'aBBBLLL',
  InPlacePodVerticalScaling: 'aaBBLLL',
} as const;

export type FeatureGate = keyof typeof STAGES;

/** Gates that set all others of a stage. */
const SWEEPS = { AllAlpha: 'a', AllBeta: 'b' } as const;

/** Names of the gates that the simulation knows. */
export const FEATURE_GATES = Object.keys(STAGES) as FeatureGate[];

const FIRST_MINOR = 31;

function stageOf(gate: FeatureGate, release: string): string {
  return STAGES[gate][Number(release.slice(2)) - FIRST_MINOR];
}

const isLocked = (stage: string) => stage === 'L' || stage === 'l';
const isKnown = (stage: string) => stage !== '-' && stage !== '+';
const isOnByDefault = (stage: string) => stage !== '-' && (stage === '+' || stage === stage.toUpperCase());

/**
 * @param release `1.36`
 * @param given gates as they were set, checked by `gateFaults`.
 */
export function isGateOn(gate: FeatureGate, release: string, given: Readonly<Record<string, boolean>>): boolean {
  const stage = stageOf(gate, release);
  if (!isKnown(stage) || isLocked(stage)) return isOnByDefault(stage);
  const sweep = Object.entries(SWEEPS).find(([, letter]) => letter === stage.toLowerCase());
  return given[gate] ?? (sweep && given[sweep[0]]) ?? isOnByDefault(stage);
}

/**
 * Why a component does not start with these gates, in its words. Gates of a real cluster that change nothing of what is
 * simulated are not known here, and the text says which are.
 */
export function gateFaults(release: string, given: Readonly<Record<string, boolean>>): string[] {
  const faults: string[] = [];
  for (const [name, isOn] of Object.entries(given)) {
    if (Object.hasOwn(SWEEPS, name)) continue;
    if (!Object.hasOwn(STAGES, name)) {
      faults.push(`unrecognized feature gate: ${name} (simulated are ${FEATURE_GATES.join(', ')})`);
      continue;
    }
    const stage = stageOf(name as FeatureGate, release);
    if (!isKnown(stage)) faults.push(`unrecognized feature gate: ${name}`);
    else if (isLocked(stage) && isOn !== isOnByDefault(stage))
      faults.push(`cannot set feature gate ${name} to ${isOn}, feature is locked to ${!isOn}`);
  }
  return faults;
}
