/** Rules of security contexts: user and group numbers, kernel parameters, profiles. */

import { duplicate, forbidden, invalid, notSupported, required, type FieldError } from '../../field-errors';
import type { Container, PodSpec } from './defaults';
import { shownInternal } from './diff/internal';

const ID_MAX = 2 ** 31 - 1;
const ID_TEXT = `must be between 0 and ${ID_MAX}, inclusive`;
const PROFILES = ['Localhost', 'RuntimeDefault', 'Unconfined'];
const SYSCTL_SEGMENT = '[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const SYSCTL_PATTERN = `^(${SYSCTL_SEGMENT}[\\./])*${SYSCTL_SEGMENT}$`;
const SYSCTL = new RegExp(SYSCTL_PATTERN);
const SYSCTL_MAX = 253;
const IPC_SYSCTL = /^(kernel\.(sem$|shm)|kernel\.msg|fs\.mqueue\.)/;

function validateID(context: Container, field: string, name: string): FieldError[] {
  const id: number | undefined = context[name];
  return id !== undefined && (id < 0 || id > ID_MAX) ? [invalid(`${field}.${name}`, id, ID_TEXT)] : [];
}

function validateProfile(profile: Container | undefined, field: string, what: string): FieldError[] {
  if (!profile) return [];
  const { type = '', localhostProfile } = profile;
  const title = what === 'seccompProfile' ? 'seccomp' : 'AppArmor';
  const errors: FieldError[] = [];
  if (type === '') errors.push(required(`${field}.type`, `type is required when ${what} is set`));
  else if (!PROFILES.includes(type)) errors.push(notSupported(`${field}.type`, type, PROFILES));
  if (type === 'Localhost' && !localhostProfile)
    errors.push(required(`${field}.localhostProfile`, `must be set when ${title} type is Localhost`));
  if (PROFILES.includes(type) && type !== 'Localhost' && localhostProfile !== undefined)
    errors.push(
      invalid(`${field}.localhostProfile`, localhostProfile, `can only be set when ${title} type is Localhost`),
    );
  return errors;
}

function validateSysctls(spec: PodSpec, field: string): FieldError[] {
  const names = new Set<string>();
  return ((spec.securityContext?.sysctls ?? []) as Container[]).flatMap(({ name = '' }, index) => {
    const at = `${field}[${index}].name`;
    const errors: FieldError[] = [];
    if (name === '') errors.push(required(at));
    else if (name.length > SYSCTL_MAX || !SYSCTL.test(name))
      errors.push(invalid(at, name, `must have at most ${SYSCTL_MAX} characters and match regex ${SYSCTL_PATTERN}`));
    else if (names.has(name)) errors.push(duplicate(at, name));
    const dotted = name.replaceAll('/', '.');
    if (spec.hostNetwork && dotted.startsWith('net.'))
      errors.push(invalid(at, name, "may not be specified when 'hostNetwork' is true"));
    else if (spec.hostIPC && IPC_SYSCTL.test(dotted))
      errors.push(invalid(at, name, "may not be specified when 'hostIPC' is true"));
    names.add(name);
    return errors;
  });
}

const oneOf = (context: Container, field: string, name: string, values: readonly string[]): FieldError[] =>
  context[name] === undefined || values.includes(context[name])
    ? []
    : [notSupported(`${field}.${name}`, context[name], values)];

export function validatePodSecurity(spec: PodSpec, path: string): FieldError[] {
  const context: Container = spec.securityContext ?? {};
  const field = `${path}.securityContext`;
  const errors = ['fsGroup', 'runAsUser', 'runAsGroup'].flatMap((name) => validateID(context, field, name));
  ((context.supplementalGroups ?? []) as number[]).forEach((id, index) => {
    if (id < 0 || id > ID_MAX) errors.push(invalid(`${field}.supplementalGroups[${index}]`, id, ID_TEXT));
  });
  if (spec.shareProcessNamespace && spec.hostPID)
    errors.push(
      invalid(`${field}.shareProcessNamespace`, true, 'ShareProcessNamespace and HostPID cannot both be enabled'),
    );
  return [
    ...errors,
    ...validateSysctls(spec, `${field}.sysctls`),
    ...oneOf(context, field, 'fsGroupChangePolicy', ['Always', 'OnRootMismatch']),
    ...validateProfile(context.seccompProfile, `${field}.seccompProfile`, 'seccompProfile'),
    ...validateProfile(context.appArmorProfile, `${field}.appArmorProfile`, 'appArmorProfile'),
    ...oneOf(context, field, 'supplementalGroupsPolicy', ['Merge', 'Strict']),
  ];
}

/** Namespaces of the host and users of the Pod's own do not go together. */
export const validateHostUsers = (spec: PodSpec, path: string): FieldError[] =>
  spec.hostUsers !== false
    ? []
    : ['hostNetwork', 'hostPID', 'hostIPC']
        .filter((name) => spec[name])
        .map((name) =>
          forbidden(
            `${path}.${name === 'hostNetwork' ? name : `H${name.slice(1)}`}`,
            'when `pod.Spec.HostUsers` is false',
          ),
        );

export function validateContainerSecurity(container: Container, field: string, hostUsers: boolean): FieldError[] {
  const context: Container | undefined = container.securityContext;
  if (!context) return [];
  const errors = [
    ...['runAsUser', 'runAsGroup'].flatMap((name) => validateID(context, field, name)),
    ...oneOf(context, field, 'procMount', ['Default', 'Unmasked']),
  ];
  if (hostUsers && context.procMount === 'Unmasked')
    errors.push(invalid(`${field}.procMount`, 'Unmasked', '`hostUsers` must be false to use `Unmasked`'));
  errors.push(...validateProfile(context.seccompProfile, `${field}.seccompProfile`, 'seccompProfile'));
  if (context.allowPrivilegeEscalation === false) {
    const refuse = (why: string) =>
      invalid(
        field,
        shownInternal('SecurityContext', context),
        `cannot set \`allowPrivilegeEscalation\` to false and ${why}`,
      );
    if (context.privileged) errors.push(refuse('`privileged` to true'));
    if (context.capabilities?.add?.includes('CAP_SYS_ADMIN')) errors.push(refuse('`capabilities.Add` CAP_SYS_ADMIN'));
  }
  return [...errors, ...validateProfile(context.appArmorProfile, `${field}.appArmorProfile`, 'appArmorProfile')];
}
