/** `--runtime-config` of kube-apiserver: which API versions are on, and its refusals of bad values (services.md 7.2). */

/** Group versions that a kube-apiserver of these releases can be asked for; `1.33-` from that release on, `-1.33` up to it. */
const REGISTERED: Record<string, string> = {
  '': 'v1',
  'admission.k8s.io': 'v1 v1beta1',
  'admissionregistration.k8s.io': 'v1 v1beta1 v1alpha1',
  'apiextensions.k8s.io': 'v1 v1beta1',
  'apiregistration.k8s.io': 'v1 v1beta1',
  apps: 'v1 v1beta1 v1beta2',
  'authentication.k8s.io': 'v1 v1beta1 v1alpha1',
  'authorization.k8s.io': 'v1 v1beta1',
  autoscaling: 'v1 v2 v2beta1 v2beta2',
  batch: 'v1 v1beta1',
  'certificates.k8s.io': 'v1 v1beta1 v1alpha1',
  'coordination.k8s.io': 'v1 v1beta1 v1alpha1:-1.31 v1alpha2:1.32-',
  'discovery.k8s.io': 'v1 v1beta1',
  'events.k8s.io': 'v1 v1beta1',
  extensions: 'v1beta1',
  'flowcontrol.apiserver.k8s.io': 'v1 v1beta1 v1beta2 v1beta3',
  'imagepolicy.k8s.io': 'v1alpha1',
  'internal.apiserver.k8s.io': 'v1alpha1',
  'networking.k8s.io': 'v1 v1beta1 v1alpha1:-1.33',
  'node.k8s.io': 'v1 v1beta1 v1alpha1',
  policy: 'v1 v1beta1',
  'rbac.authorization.k8s.io': 'v1 v1beta1 v1alpha1',
  'resource.k8s.io': 'v1alpha3 v1beta1:1.32- v1beta2:1.33- v1:1.34-',
  'scheduling.k8s.io': 'v1 v1beta1 v1alpha1',
  'storage.k8s.io': 'v1 v1beta1 v1alpha1',
  'storagemigration.k8s.io': 'v1alpha1 v1beta1:1.35-',
};

const SWEEPS: readonly [key: string, matches: RegExp][] = [
  ['api/all', /^/],
  ['api/ga', /^v\d+$/],
  ['api/beta', /^v\d+beta\d+$/],
  ['api/alpha', /^v\d+alpha\d+$/],
];

const TRUE_WORDS = ['1', 't', 'T', 'TRUE', 'true', 'True'];
const FALSE_WORDS = ['0', 'f', 'F', 'FALSE', 'false', 'False'];

/** Keys and values in the order of the text; the last of a key counts. */
function parse(text: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const part of text.split(',')) {
    if (part === '') continue;
    const at = part.indexOf('=');
    values.set((at < 0 ? part : part.slice(0, at)).trim(), at < 0 ? '' : part.slice(at + 1).trim());
  }
  return values;
}

/** Why a kube-apiserver does not start with this value, in its words; undefined: it does. */
export function runtimeConfigFault(text: string, release: string): string | undefined {
  const values = parse(text);
  if (values.size === 1 && values.get('api/all') === 'false') return 'invalid key with only api/all=false';
  const isSweep = (key: string) => SWEEPS.some(([name]) => name === key);
  const keys = [...values.keys()].filter((key) => !isSweep(key)).map((key) => ({ key, tokens: key.split('/') }));
  const broken = keys.find(({ tokens }) => tokens.length !== 2 && tokens.length !== 3);
  if (broken) return `runtime-config invalid key ${broken.key}`;
  const unknown = keys.map(({ tokens }) => tokens[0]).filter((group) => !Object.hasOwn(REGISTERED, group));
  if (unknown.length > 0) return `unknown api groups ${unknown.join(',')}`;

  for (const [key] of SWEEPS) {
    const value = values.get(key);
    if (value !== undefined && value !== 'true' && value !== 'false') return `invalid value ${key}=${value}`;
  }
  for (const { key, tokens } of keys) {
    const [group, version, resource] = tokens;
    if (!isRegistered(group, version, release))
      return `group version ${group === '' ? version : `${group}/${version}`} that has not been registered`;
    const value = values.get(key)!;
    if (value !== '' && !TRUE_WORDS.includes(value) && !FALSE_WORDS.includes(value))
      return `invalid value of ${key}: ${value}, err: strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`;
    if (resource !== undefined && resource.toLowerCase() !== resource)
      return `invalid key ${key}: group/version/resource and resource is always lowercase plural, not ${JSON.stringify(resource)}`;
  }
  return undefined;
}

function isRegistered(group: string, version: string, release: string): boolean {
  return REGISTERED[group].split(' ').some((entry) => {
    const [name, span = '-'] = entry.split(':');
    const [first, last] = span.split('-');
    // All releases have one digit before the dot and two after it.
    return name === version && (first === '' || release >= first) && (last === '' || release <= last);
  });
}

/**
 * Whether a resource of a group version is on. Without a word about it, GA versions are and others are not. Groups that
 * are not the server's own are always on.
 * @param text a value without faults.
 */
export function isVersionOn(text: string, group: string, version: string, resource: string): boolean {
  if (!Object.hasOwn(REGISTERED, group)) return true;
  const values = parse(text);
  const isTrue = (key: string) => {
    const value = values.get(key);
    return value === undefined ? undefined : value === '' || TRUE_WORDS.includes(value);
  };
  const swept = SWEEPS.reduce<boolean>(
    (isOn, [key, matches]) => (matches.test(version) ? (isTrue(key) ?? isOn) : isOn),
    /^v\d+$/.test(version),
  );
  return isTrue(`${group}/${version}/${resource}`) ?? isTrue(`${group}/${version}`) ?? swept;
}
