/** Rules of containers: names, images, ports, environment, mounts (pods-and-nodes.md R2.11). */

import type { Env } from '../../env';
import { duplicate, invalid, notSupported, required, type FieldError } from '../../field-errors';
import { checkLabel, checkLabelKey, checkPortName, checkPortNumber } from '../../validation/names';
import type { Container, PodSpec } from './defaults';

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];
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
const ENV_NAME = /^[ -<>-~]+$/;

export function validateContainers(spec: PodSpec, path: string, env: Env): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  const hostPorts = new Set<string>();
  if (!spec.containers?.length) errors.push(required(`${path}.containers`));
  for (const list of ['containers', 'initContainers']) {
    (spec[list] ?? []).forEach((container: Container, index: number) => {
      const field = `${path}.${list}[${index}]`;
      errors.push(...validateName(container, field, names), ...validateContainer(container, field, spec, env));
      if (list === 'containers') errors.push(...checkHostPorts(container, field, hostPorts));
    });
  }
  return errors;
}

function validateName(container: Container, field: string, names: Set<string>): FieldError[] {
  const { name } = container;
  if (!name) return [required(`${field}.name`)];
  const errors = checkLabel(name).map((text) => invalid(`${field}.name`, name, text));
  if (names.has(name)) errors.push(duplicate(`${field}.name`, name));
  names.add(name);
  return errors;
}

function validateContainer(container: Container, field: string, spec: PodSpec, env: Env): FieldError[] {
  const errors: FieldError[] = [];
  if (!container.image) errors.push(required(`${field}.image`));
  else if (container.image !== container.image.trim())
    errors.push(invalid(`${field}.image`, container.image, 'must not have leading or trailing whitespace'));
  errors.push(...validatePorts(container.ports ?? [], `${field}.ports`, spec));
  errors.push(...validateEnv(container.env ?? [], `${field}.env`, env));
  errors.push(...validateMounts(container.volumeMounts ?? [], `${field}.volumeMounts`, spec));
  if (!PULL_POLICIES.includes(container.imagePullPolicy))
    errors.push(notSupported(`${field}.imagePullPolicy`, container.imagePullPolicy, PULL_POLICIES));
  return errors;
}

function validatePorts(ports: Container[], field: string, spec: PodSpec): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  ports.forEach((port, index) => {
    const at = `${field}[${index}]`;
    if (port.name) {
      for (const text of checkPortName(port.name)) errors.push(invalid(`${at}.name`, port.name, text));
      if (names.has(port.name)) errors.push(duplicate(`${at}.name`, port.name));
      names.add(port.name);
    }
    if (port.containerPort === 0) errors.push(required(`${at}.containerPort`));
    else
      for (const text of checkPortNumber(port.containerPort))
        errors.push(invalid(`${at}.containerPort`, port.containerPort, text));
    if (port.hostPort) {
      for (const text of checkPortNumber(port.hostPort)) errors.push(invalid(`${at}.hostPort`, port.hostPort, text));
      if (spec.hostNetwork && port.hostPort !== port.containerPort)
        errors.push(invalid(`${at}.hostPort`, port.hostPort, 'must match `containerPort` when `hostNetwork` is true'));
    }
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

function validateEnv(variables: Container[], field: string, env: Env): FieldError[] {
  const errors: FieldError[] = [];
  variables.forEach((variable, index) => {
    const at = `${field}[${index}]`;
    if (!variable.name) errors.push(required(`${at}.name`));
    else if (!ENV_NAME.test(variable.name))
      errors.push(
        invalid(
          `${at}.name`,
          variable.name,
          "a valid environment variable name must consist only of printable ASCII characters other than '='",
        ),
      );
    errors.push(...validateValueFrom(variable, `${at}.valueFrom`, env));
  });
  return errors;
}

const SOURCES = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef'];

function validateValueFrom(variable: Container, field: string, env: Env): FieldError[] {
  const { valueFrom, value } = variable;
  if (!valueFrom) return [];
  const given = SOURCES.filter((source) => valueFrom[source]);
  const errors: FieldError[] = [];
  if (valueFrom.fieldRef) errors.push(...validateFieldRef(valueFrom.fieldRef, `${field}.fieldRef`, env));
  if (given.length === 0)
    return [
      invalid(
        field,
        '',
        'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`',
      ),
    ];
  if (value) errors.push(invalid(field, '', 'may not be specified when `value` is not empty'));
  else if (given.length > 1) errors.push(invalid(field, '', 'may not have more than one field specified at a time'));
  return errors;
}

function validateFieldRef(ref: Container, field: string, env: Env): FieldError[] {
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
  if (!FIELD_PATHS.includes(ref.fieldPath)) return [notSupported(`${field}.fieldPath`, ref.fieldPath, FIELD_PATHS)];
  return [];
}

function validateMounts(mounts: Container[], field: string, spec: PodSpec): FieldError[] {
  const errors: FieldError[] = [];
  const paths = new Set<string>();
  const volumes = (spec.volumes ?? []).map((volume: Container) => volume.name);
  mounts.forEach((mount, index) => {
    const at = `${field}[${index}]`;
    if (!mount.name) errors.push(required(`${at}.name`));
    else if (!volumes.includes(mount.name))
      errors.push({ type: 'NotFound', field: `${at}.name`, value: mount.name, detail: '' });
    if (!mount.mountPath) errors.push(required(`${at}.mountPath`));
    else if (paths.has(mount.mountPath)) errors.push(invalid(`${at}.mountPath`, mount.mountPath, 'must be unique'));
    paths.add(mount.mountPath);
  });
  return errors;
}
