/** Rules of containers: names, images, ports, environment, mounts (pods-and-nodes.md R2.11). */

import type { Env } from '../../env';
import { duplicate, forbidden, invalid, notSupported, required, type FieldError } from '../../field-errors';
import {
  checkConfigKey,
  checkEnvName,
  checkLabel,
  checkLabelKey,
  checkPortName,
  checkPortNumber,
  checkSubdomain,
  maskTrailingDash,
} from '../../validation/names';
import type { Container, PodSpec } from './defaults';
import { refuseHooks, validateHooks } from './probes';
import { validateResources } from './resources';
import { validateContainerSecurity } from './security';

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];
const MESSAGE_POLICIES = ['File', 'FallbackToLogsOnError'];
const RESTART_POLICIES = ['Always', 'Never', 'OnFailure'];
const PROPAGATIONS = ['Bidirectional', 'HostToContainer', 'None'];
const FIELD_PATHS = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];
/** Paths that the downward API can convert but that are no variables. */
const KNOWN_PATHS = [
  ...FIELD_PATHS,
  'metadata.labels',
  'metadata.annotations',
  'spec.restartPolicy',
  'spec.schedulerName',
  'spec.host',
  'status.phase',
];
/** What the rules of a container know of its Pod. */
interface Context {
  spec: PodSpec;
  env: Env;
  /** Volumes that are in order. */
  volumes: ReadonlySet<string>;
  claimNames: ReadonlySet<string>;
}

/** @param volumes names of the volumes that can be mounted. */
export function validateContainers(spec: PodSpec, path: string, volumes: ReadonlySet<string>, env: Env): FieldError[] {
  const claims: { name?: string }[] = spec.resourceClaims ?? [];
  const context = { spec, env, volumes, claimNames: new Set(claims.map(({ name }) => name ?? '')) };
  const containers: Container[] = spec.containers ?? [];
  const names = new Set<string>();
  const errors = containers.length > 0 ? [] : [required(`${path}.containers`)];
  containers.forEach((container, index) => {
    const field = `${path}.containers[${index}]`;
    errors.push(...validateContainer(container, field, context), ...checkTwice(container, field, names));
    errors.push(...validateHooks(container, field, spec.terminationGracePeriodSeconds, env));
    errors.push(...validateRestart(container, field, env));
  });
  const hostPorts = new Set<string>();
  containers.forEach((container, index) =>
    errors.push(...checkHostPorts(container, `${path}.containers[${index}]`, hostPorts)),
  );
  return [
    ...errors,
    ...validateInits(path, names, context),
    ...validateEphemerals(path, names, context),
    ...checkHostNetwork(spec, path),
  ];
}

/** What an ephemeral container cannot have, in the order in which it is named. */
const NOT_EPHEMERAL = [
  'ports',
  'resources',
  'resizePolicy',
  'restartPolicy',
  'restartPolicyRules',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
];
const NO_EPHEMERAL = 'cannot be set for an Ephemeral Container';

/** @param names of the other containers, which its own are added to. */
function validateEphemerals(path: string, names: Set<string>, context: Context): FieldError[] {
  const others = new Set(names);
  return ((context.spec.ephemeralContainers ?? []) as Container[]).flatMap((container, index) => {
    const field = `${path}.ephemeralContainers[${index}]`;
    const target: string = container.targetContainerName ?? '';
    const errors = [...validateContainer(container, field, context), ...checkImage(container, field)];
    errors.push(...checkTwice(container, field, names));
    if (target && !others.has(target))
      errors.push({ type: 'NotFound', field: `${field}.targetContainerName`, value: target, detail: '' });
    for (const name of NOT_EPHEMERAL)
      if (container[name] !== undefined && Object.keys(container[name]).length > 0)
        errors.push(forbidden(`${field}.${name}`, NO_EPHEMERAL));
    ((container.volumeMounts ?? []) as Container[]).forEach((mount, at) => {
      for (const name of ['subPath', 'subPathExpr'])
        if (mount[name]) errors.push(forbidden(`${field}.volumeMounts[${at}].${name}`, NO_EPHEMERAL));
    });
    return errors;
  });
}

function validateInits(path: string, names: Set<string>, context: Context): FieldError[] {
  const { spec, env } = context;
  return ((spec.initContainers ?? []) as Container[]).flatMap((container, index) => {
    const field = `${path}.initContainers[${index}]`;
    const errors = validateContainer(container, field, context);
    const allowed = env.release.since('1.35') ? RESTART_POLICIES : ['Always'];
    if (container.restartPolicy !== undefined && !allowed.includes(container.restartPolicy))
      errors.push(notSupported(`${field}.restartPolicy`, container.restartPolicy, allowed));
    errors.push(...checkTwice(container, field, names));
    // Each is looked at alone, and the server names the first one.
    errors.push(...checkHostPorts(container, `${path}.initContainers[0]`, new Set()));
    const isSidecar = container.restartPolicy === 'Always';
    return [
      ...errors,
      ...(isSidecar
        ? validateHooks(container, field, spec.terminationGracePeriodSeconds, env)
        : refuseHooks(container, field)),
    ];
  });
}

function checkTwice({ name }: Container, field: string, names: Set<string>): FieldError[] {
  if (!name) return [];
  if (names.has(name)) return [duplicate(`${field}.name`, name)];
  names.add(name);
  return [];
}

function validateRestart({ restartPolicy }: Container, field: string, env: Env): FieldError[] {
  if (restartPolicy === undefined) return [];
  if (!env.release.since('1.35'))
    return [forbidden(`${field}.restartPolicy`, 'may not be set for non-init containers')];
  return RESTART_POLICIES.includes(restartPolicy)
    ? []
    : [notSupported(`${field}.restartPolicy`, restartPolicy, RESTART_POLICIES)];
}

function validateContainer(container: Container, field: string, context: Context): FieldError[] {
  const { name, image, terminationMessagePolicy, imagePullPolicy } = container;
  const { env } = context;
  const errors: FieldError[] = [];
  if (!name) errors.push(required(`${field}.name`));
  else for (const text of checkLabel(name)) errors.push(invalid(`${field}.name`, name, text));
  if (!image) errors.push(required(`${field}.image`));
  if (!MESSAGE_POLICIES.includes(terminationMessagePolicy))
    errors.push(notSupported(`${field}.terminationMessagePolicy`, terminationMessagePolicy, MESSAGE_POLICIES));
  errors.push(
    ...validatePorts(container.ports ?? [], `${field}.ports`),
    ...validateEnv(container.env ?? [], `${field}.env`, env),
    ...validateEnvFrom(container.envFrom ?? [], `${field}.envFrom`, env),
    ...validateMounts(container, `${field}.volumeMounts`, context.volumes),
  );
  if (!PULL_POLICIES.includes(imagePullPolicy))
    errors.push(notSupported(`${field}.imagePullPolicy`, imagePullPolicy, PULL_POLICIES));
  return [
    ...errors,
    ...validateResources(container.resources, `${field}.resources`, context.claimNames, env),
    ...validateResizePolicy(container.resizePolicy ?? [], `${field}.resizePolicy`, context.spec),
    ...validateContainerSecurity(container, `${field}.securityContext`, context.spec.hostUsers !== false),
  ];
}

/** Only of Pods, not of templates: images have no space around them. */
export const checkImages = (spec: PodSpec): FieldError[] =>
  ['containers', 'initContainers'].flatMap((list) =>
    ((spec[list] ?? []) as Container[]).flatMap((container, index) => checkImage(container, `spec.${list}[${index}]`)),
  );

const checkImage = ({ image = '' }: Container, field: string): FieldError[] =>
  image === image.trim() ? [] : [invalid(`${field}.image`, image, 'must not have leading or trailing whitespace')];

const RESIZED = ['cpu', 'memory'];
const RESIZE_POLICIES = ['NotRequired', 'RestartContainer'];

/** All errors but that of a second policy name the list. */
function validateResizePolicy(policies: Container[], field: string, spec: PodSpec): FieldError[] {
  const names = new Set<string>();
  const oneOf = (value: string, values: readonly string[]) =>
    value === '' ? [required(field)] : values.includes(value) ? [] : [notSupported(field, value, values)];
  return policies.flatMap(({ resourceName = '', restartPolicy = '' }, index) => {
    const errors = names.has(resourceName) ? [duplicate(`${field}[${index}]`, resourceName)] : [];
    names.add(resourceName);
    errors.push(...oneOf(resourceName, RESIZED), ...oneOf(restartPolicy, RESIZE_POLICIES));
    if (spec.restartPolicy === 'Never' && restartPolicy !== 'NotRequired')
      errors.push(invalid(field, restartPolicy, "must be 'NotRequired' when `restartPolicy` is 'Never'"));
    return errors;
  });
}

function validatePorts(ports: Container[], field: string): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  ports.forEach((port, index) => {
    const at = `${field}[${index}]`;
    if (port.name) {
      const texts = checkPortName(port.name);
      errors.push(...texts.map((text) => invalid(`${at}.name`, port.name, text)));
      if (texts.length === 0) errors.push(...checkTwice(port, at, names));
    }
    if (!port.containerPort) errors.push(required(`${at}.containerPort`));
    else
      for (const text of checkPortNumber(port.containerPort))
        errors.push(invalid(`${at}.containerPort`, port.containerPort, text));
    if (port.hostPort)
      for (const text of checkPortNumber(port.hostPort)) errors.push(invalid(`${at}.hostPort`, port.hostPort, text));
    if (!PROTOCOLS.includes(port.protocol)) errors.push(notSupported(`${at}.protocol`, port.protocol, PROTOCOLS));
  });
  return errors;
}

function checkHostPorts(container: Container, field: string, taken: Set<string>): FieldError[] {
  const errors: FieldError[] = [];
  (container.ports ?? []).forEach((port: Container, index: number) => {
    if (!port.hostPort) return;
    const text = `${port.protocol}/${port.hostIP ?? ''}/${port.hostPort}`;
    if (taken.has(text)) errors.push(duplicate(`${field}.ports[${index}].hostPort`, text));
    taken.add(text);
  });
  return errors;
}

function checkHostNetwork(spec: PodSpec, path: string): FieldError[] {
  if (!spec.hostNetwork) return [];
  const text = 'must match `containerPort` when `hostNetwork` is true';
  return ((spec.containers ?? []) as Container[]).flatMap((container, index) =>
    ((container.ports ?? []) as Container[]).flatMap(({ hostPort, containerPort }, at) =>
      hostPort && hostPort !== containerPort
        ? [invalid(`${path}.containers[${index}].ports[${at}].hostPort`, hostPort, text)]
        : [],
    ),
  );
}

function validateEnv(variables: Container[], field: string, env: Env): FieldError[] {
  return variables.flatMap((variable, index) => {
    const at = `${field}[${index}]`;
    const { name } = variable;
    const errors = name
      ? checkEnvName(name, env.release).map((text) => invalid(`${at}.name`, name, text))
      : [required(`${at}.name`)];
    return [...errors, ...validateValueFrom(variable, `${at}.valueFrom`, env)];
  });
}

function validateEnvFrom(sources: Container[], field: string, env: Env): FieldError[] {
  return sources.flatMap((source, index) => {
    const at = `${field}[${index}]`;
    const { prefix } = source;
    const errors = prefix ? checkEnvName(prefix, env.release).map((text) => invalid(`${at}.prefix`, prefix, text)) : [];
    const given = ['configMapRef', 'secretRef'].filter((name) => source[name]);
    for (const ref of given) {
      const name: string = source[ref].name ?? '';
      const texts = checkSubdomain(maskTrailingDash(name));
      if (name === '') errors.push(required(`${at}.${ref}.name`));
      else errors.push(...texts.map((text) => invalid(`${at}.${ref}.name`, name, text)));
    }
    // The server names the list here, not the entry.
    if (given.length === 0) errors.push(invalid(field, '', 'must specify one of: `configMapRef` or `secretRef`'));
    if (given.length > 1) errors.push(invalid(field, '', 'may not have more than one field specified at a time'));
    return errors;
  });
}

const SOURCES = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef'];

function validateValueFrom(variable: Container, field: string, env: Env): FieldError[] {
  const { valueFrom, value } = variable;
  if (!valueFrom) return [];
  const sources = env.release.since('1.34') ? SOURCES : SOURCES.slice(0, -1);
  const given = sources.filter((source) => valueFrom[source]);
  const errors: FieldError[] = [];
  if (valueFrom.fieldRef) errors.push(...validateFieldRef(valueFrom.fieldRef, `${field}.fieldRef`, FIELD_PATHS, env));
  if (valueFrom.resourceFieldRef)
    errors.push(...validateResourceRef(valueFrom.resourceFieldRef, `${field}.resourceFieldRef`, false));
  for (const source of ['configMapKeyRef', 'secretKeyRef'])
    if (valueFrom[source]) errors.push(...validateKeyRef(valueFrom[source], `${field}.${source}`));
  if (given.length === 0) {
    const names = sources.map((source) => `\`${source}\``);
    const list = `${names.slice(0, -1).join(', ')} or ${names[names.length - 1]}`;
    errors.push(invalid(field, '', `must specify one of: ${list}`));
  } else if (value) errors.push(invalid(field, '', 'may not be specified when `value` is not empty'));
  else if (given.length > 1) errors.push(invalid(field, '', 'may not have more than one field specified at a time'));
  return errors;
}

function validateKeyRef({ name = '', key = '' }: Container, field: string): FieldError[] {
  return [
    ...checkSubdomain(name).map((text) => invalid(`${field}.name`, name, text)),
    ...(key ? checkConfigKey(key).map((text) => invalid(`${field}.key`, key, text)) : [required(`${field}.key`)]),
  ];
}

const RESOURCE_PATHS = ['limits', 'requests'].flatMap((list) =>
  ['cpu', 'ephemeral-storage', 'memory'].map((name) => `${list}.${name}`),
);
const DIVISORS = ['1', ...['', 'i'].flatMap((end) => [...(end ? 'KMGTPE' : 'kMGTPE')].map((unit) => `1${unit}${end}`))];
const DIVISORS_OF: Readonly<Record<string, string>> = {
  memory: 'memory',
  'ephemeral-storage': 'local ephemeral storage',
};

/** @param isVolume a file names the container, a variable means its own. */
export function validateResourceRef(ref: Container, field: string, isVolume: boolean): FieldError[] {
  const { resource = '', containerName, divisor = '0' } = ref;
  const errors: FieldError[] = [];
  const isHuge = /^(limits|requests)\.hugepages-/.test(resource);
  if (isVolume && !containerName) errors.push(required(`${field}.containerName`));
  else if (!resource) errors.push(required(`${field}.resource`));
  else if (!RESOURCE_PATHS.includes(resource) && !isHuge)
    errors.push(notSupported(`${field}.resource`, resource, RESOURCE_PATHS));
  if (divisor === '0') return errors;
  const name = resource.replace(/^(limits|requests)\./, '');
  const title = isHuge ? 'hugepages' : DIVISORS_OF[name];
  if (RESOURCE_PATHS.includes(resource) && name === 'cpu' && divisor !== '1m' && divisor !== '1')
    errors.push(
      invalid(`${field}.divisor`, resource, "only divisor's values 1m and 1 are supported with the cpu resource"),
    );
  if (title && !DIVISORS.includes(divisor))
    errors.push(
      invalid(
        `${field}.divisor`,
        resource,
        `only divisor's values ${DIVISORS.join(', ')} are supported with the ${title} resource`,
      ),
    );
  return errors;
}

/** @param paths that can be used here. */
export function validateFieldRef(ref: Container, field: string, paths: readonly string[], env: Env): FieldError[] {
  if (!ref.fieldPath) return [required(`${field}.fieldPath`)];
  const refuse = (why: string) => [invalid(`${field}.fieldPath`, ref.fieldPath, `error converting fieldPath: ${why}`)];
  if (ref.apiVersion !== undefined && ref.apiVersion !== 'v1')
    return refuse(`unsupported pod version: ${ref.apiVersion}`);
  const subscripted = /^(.+)\['(.*)'\]$/.exec(ref.fieldPath);
  if (subscripted) {
    const [, base, key] = subscripted;
    if (base !== 'metadata.labels' && base !== 'metadata.annotations')
      return refuse(`field label does not support subscript: ${ref.fieldPath}`);
    const name = base === 'metadata.labels' ? key : key.toLowerCase();
    return checkLabelKey(name, env.release).map((text) => invalid(field, name, text));
  }
  if (!KNOWN_PATHS.includes(ref.fieldPath)) return refuse(`field label not supported: ${ref.fieldPath}`);
  if (ref.fieldPath === 'spec.host') return [];
  if (!paths.includes(ref.fieldPath)) return [notSupported(`${field}.fieldPath`, ref.fieldPath, paths)];
  return [];
}

/** Paths below a volume: neither from the root nor upwards. */
export function checkDescending(path: string, field: string): FieldError[] {
  const errors = path.startsWith('/') ? [invalid(field, path, 'must be a relative path')] : [];
  if (path.split('/').includes('..')) errors.push(invalid(field, path, "must not contain '..'"));
  return errors;
}

function validateMounts(container: Container, field: string, volumes: ReadonlySet<string>): FieldError[] {
  const paths = new Set<string>();
  return ((container.volumeMounts ?? []) as Container[]).flatMap((mount, index) => {
    const at = `${field}[${index}]`;
    const { name = '', mountPath = '', subPath, subPathExpr, mountPropagation } = mount;
    const errors = name ? [] : [required(`${at}.name`)];
    if (!volumes.has(name)) errors.push({ type: 'NotFound', field: `${at}.name`, value: name, detail: '' });
    if (!mountPath) errors.push(required(`${at}.mountPath`));
    if (paths.has(mountPath)) errors.push(invalid(`${at}.mountPath`, mountPath, 'must be unique'));
    paths.add(mountPath);
    // From here on the server names the list, not the entry.
    if (subPath) errors.push(...checkDescending(subPath, `${field}.subPath`));
    if (subPathExpr && subPath)
      errors.push(invalid(`${at}.subPathExpr`, subPathExpr, 'subPathExpr and subPath are mutually exclusive'));
    if (subPathExpr) errors.push(...checkDescending(subPathExpr, `${field}.subPathExpr`));
    if (mountPropagation !== undefined && !PROPAGATIONS.includes(mountPropagation))
      errors.push(notSupported(`${field}.mountPropagation`, mountPropagation, PROPAGATIONS));
    if (mountPropagation === 'Bidirectional' && !container.securityContext?.privileged)
      errors.push(
        forbidden(
          `${field}.mountPropagation`,
          'Bidirectional mount propagation is available only to privileged containers',
        ),
      );
    return [...errors, ...validateRecursion(mount, `${field}.recursiveReadOnly`)];
  });
}

const RECURSIONS = ['Disabled', 'Enabled', 'IfPossible'];

function validateRecursion({ recursiveReadOnly, readOnly, mountPropagation }: Container, field: string): FieldError[] {
  if (recursiveReadOnly === undefined || recursiveReadOnly === 'Disabled') return [];
  if (!RECURSIONS.includes(recursiveReadOnly)) return [notSupported(field, recursiveReadOnly, RECURSIONS)];
  const errors = readOnly ? [] : [forbidden(field, 'may only be specified when readOnly is true')];
  if (mountPropagation !== undefined && mountPropagation !== 'None')
    errors.push(forbidden(field, 'may only be specified when mountPropagation is None or not specified'));
  return errors;
}
