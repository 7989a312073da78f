/** Rules of Services, in the order in which the server reports them (services.md 2.9). */

import type { Service, ServicePort } from '../../../kubernetes/objects';
import type { Env } from '../../env';
import { duplicate, forbidden, invalid, notSupported, required, type FieldError } from '../../field-errors';
import { shownStruct } from '../../go-text';
import { checkLegacyCIDR, checkLegacyIP, checkReachable } from '../../validation/addresses';
import { validateLabels } from '../../validation/metadata';
import { checkLabel, checkLabelKey, checkPortName, checkPortNumber, checkSubdomain } from '../../validation/names';
import { isExternallyAccessible, isHeadless, needsHealthCheck } from './defaults';
import { validateRelatedFields } from './related';

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const POLICIES = ['Cluster', 'Local'];
const TIMEOUT_MAX = 86_400;
const KUBELET_PORT = 10_250;
const TOPOLOGY_MODE = 'service.kubernetes.io/topology-mode';
const TOPOLOGY_HINTS = 'service.kubernetes.io/topology-aware-hints';
const RANGES_ANNOTATION = 'service.beta.kubernetes.io/load-balancer-source-ranges';
const ONLY_LOAD_BALANCER = "may only be used when `type` is 'LoadBalancer'";

/** @param old whose spellings of addresses are tolerated. */
export function validateService(service: Service, old: Service | undefined, env: Env): FieldError[] {
  return [
    ...validateTopology(service),
    ...validateType(service, env),
    ...validatePorts(service, env),
    ...validateLabels(service.spec.selector, 'spec.selector', env.release),
    ...validateAffinity(service),
    ...validateRelatedFields(service, old, env),
    ...validateExternalIPs(service, old, env),
    ...validateTypeName(service),
    ...validateNodePorts(service),
    ...validateDuplicatePorts(service),
    ...validateSourceRanges(service, old, env),
    ...validateLoadBalancerFields(service),
    ...validateLoadBalancerClass(service, undefined, env),
    ...validateExternalTraffic(service),
    ...validateInternalTraffic(service),
    ...validateDistribution(service, env),
  ];
}

function validateTopology({ metadata }: Service): FieldError[] {
  const mode = metadata.annotations?.[TOPOLOGY_MODE];
  const hints = metadata.annotations?.[TOPOLOGY_HINTS];
  if (mode === undefined || hints === undefined || mode === hints) return [];
  const text = `must match annotations[${TOPOLOGY_HINTS}] when both are specified`;
  return [invalid(`metadata.annotations[${TOPOLOGY_MODE}]`, mode, text)];
}

function validateType(service: Service, env: Env): FieldError[] {
  const { spec } = service;
  const errors: FieldError[] = [];
  if (!spec.ports?.length && !isHeadless(service) && spec.type !== 'ExternalName') errors.push(required('spec.ports'));
  if (spec.type === 'LoadBalancer' && !env.release.since('1.33'))
    spec.ports?.forEach(({ port }, index) => {
      if (port === KUBELET_PORT)
        errors.push(
          invalid(`spec.ports[${index}]`, port, `may not expose port ${port} externally since it is used by kubelet`),
        );
    });
  if ((spec.type === 'LoadBalancer' || spec.type === 'NodePort') && isHeadless(service))
    errors.push(invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${spec.type} services`));
  return spec.type === 'ExternalName' ? [...errors, ...validateExternalName(service)] : errors;
}

/** services.md 2.7. */
function validateExternalName({ spec }: Service): FieldError[] {
  const errors: FieldError[] = [];
  const text = 'may not be set for ExternalName services';
  if (spec.clusterIPs?.length) errors.push(forbidden('spec.clusterIPs', text));
  if (spec.ipFamilies?.length) errors.push(forbidden('spec.ipFamilies', text));
  if (spec.ipFamilyPolicy !== undefined) errors.push(forbidden('spec.ipFamilyPolicy', text));
  const name = (spec.externalName ?? '').replace(/\.$/, '');
  if (name === '') return [...errors, required('spec.externalName')];
  return [...errors, ...checkSubdomain(name).map((problem) => invalid('spec.externalName', name, problem))];
}

function validatePorts({ spec }: Service, env: Env): FieldError[] {
  const names = new Set<string>();
  const ports = spec.ports ?? [];
  return ports.flatMap((port, index) => validatePort(port, `spec.ports[${index}]`, ports.length > 1, names, env));
}

function validatePort(port: ServicePort, path: string, needsName: boolean, names: Set<string>, env: Env): FieldError[] {
  const errors: FieldError[] = [];
  const check = (field: string, value: string | number, texts: string[]) =>
    errors.push(...texts.map((text) => invalid(`${path}.${field}`, value, text)));
  if (port.name) {
    check('name', port.name, checkLabel(port.name));
    if (names.has(port.name)) errors.push(duplicate(`${path}.name`, port.name));
    names.add(port.name);
  } else if (needsName) errors.push(required(`${path}.name`));
  check('port', port.port, checkPortNumber(port.port));
  if (!PROTOCOLS.includes(port.protocol!)) errors.push(notSupported(`${path}.protocol`, port.protocol!, PROTOCOLS));
  const target = port.targetPort!;
  check('targetPort', target, typeof target === 'number' ? checkPortNumber(target) : checkPortName(target));
  if (port.appProtocol !== undefined)
    check('appProtocol', port.appProtocol, checkLabelKey(port.appProtocol, env.release));
  return errors;
}

function validateAffinity({ spec }: Service): FieldError[] {
  if (spec.sessionAffinity !== 'None' && spec.sessionAffinity !== 'ClientIP')
    return [notSupported('spec.sessionAffinity', spec.sessionAffinity, ['ClientIP', 'None'])];
  const seconds: number | undefined = spec.sessionAffinityConfig?.clientIP?.timeoutSeconds;
  if (spec.sessionAffinity === 'None' || seconds === undefined || (seconds > 0 && seconds <= TIMEOUT_MAX)) return [];
  const text = `must be greater than 0 and less than ${TIMEOUT_MAX}`;
  return [invalid('spec.sessionAffinityConfig.clientIP.timeoutSeconds', seconds, text)];
}

function validateExternalIPs({ spec }: Service, old: Service | undefined, env: Env): FieldError[] {
  return ((spec.externalIPs ?? []) as string[]).flatMap((ip, index) => {
    const field = `spec.externalIPs[${index}]`;
    const isOld = env.release.since('1.33') && old?.spec.externalIPs?.includes(ip);
    const text = isOld ? undefined : checkLegacyIP(ip, env.addresses, env.release);
    if (text) return [invalid(field, ip, text)];
    const address = env.addresses.parseLegacy(ip);
    const problem = address && checkReachable(address);
    return problem ? [invalid(field, ip, problem)] : [];
  });
}

function validateTypeName({ spec }: Service): FieldError[] {
  return TYPES.includes(spec.type!) ? [] : [notSupported('spec.type', spec.type!, TYPES)];
}

function validateNodePorts({ spec }: Service): FieldError[] {
  const unwanted: FieldError[] = [];
  const repeated: FieldError[] = [];
  const seen = new Set<string>();
  spec.ports?.forEach(({ nodePort, protocol }, index) => {
    if (!nodePort) return;
    const field = `spec.ports[${index}].nodePort`;
    if (spec.type === 'ClusterIP') unwanted.push(forbidden(field, "may not be used when `type` is 'ClusterIP'"));
    const key = `${protocol} ${nodePort}`;
    if (seen.has(key)) repeated.push(duplicate(field, nodePort));
    seen.add(key);
  });
  return [...unwanted, ...repeated];
}

function validateDuplicatePorts({ spec }: Service): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  spec.ports?.forEach(({ port, protocol }, index) => {
    const key = `${protocol} ${port}`;
    if (seen.has(key)) errors.push(duplicate(`spec.ports[${index}]`, shownPort(protocol!, port)));
    seen.add(key);
  });
  return errors;
}

/** A port with nothing but protocol and number. */
const shownPort = (protocol: string, port: number) =>
  shownStruct('core.ServicePort', [
    ['Name', ''],
    ['Protocol', protocol],
    ['AppProtocol', { json: 'null', go: '(*string)(nil)' }],
    ['Port', port],
    ['TargetPort', { json: '0', go: 'intstr.IntOrString{Type:0, IntVal:0, StrVal:""}' }],
    ['NodePort', 0],
  ]);

function validateSourceRanges({ spec, metadata }: Service, old: Service | undefined, env: Env): FieldError[] {
  const given: string[] = spec.loadBalancerSourceRanges ?? [];
  const annotation = metadata.annotations?.[RANGES_ANNOTATION];
  const isField = given.length > 0;
  if (!isField && annotation === undefined) return [];
  const path = isField ? 'spec.LoadBalancerSourceRanges' : `metadata.annotations[${RANGES_ANNOTATION}]`;
  const errors: FieldError[] = spec.type === 'LoadBalancer' ? [] : [forbidden(path, ONLY_LOAD_BALANCER)];
  if (isField) {
    const before = ((old?.spec.loadBalancerSourceRanges ?? []) as string[]).map((range) => range.trim());
    given.forEach((padded, index) => {
      const range = padded.trim();
      if (env.release.since('1.33') && before.includes(range)) return;
      const text = checkLegacyCIDR(range, env.addresses, env.release);
      if (text) errors.push(invalid(`${path}[${index}]`, range, text));
    });
    return errors;
  }
  const text = annotation!.trim();
  if (text === '' || old?.metadata.annotations?.[RANGES_ANNOTATION] === annotation) return errors;
  for (const padded of text.split(',')) {
    const range = padded.trim();
    const problem = checkLegacyCIDR(range, env.addresses, env.release);
    if (problem) errors.push(invalid(path, range, problem));
  }
  return errors;
}

function validateLoadBalancerFields({ spec }: Service): FieldError[] {
  if (spec.type === 'LoadBalancer' || spec.allocateLoadBalancerNodePorts === undefined) return [];
  return [forbidden('spec.allocateLoadBalancerNodePorts', ONLY_LOAD_BALANCER)];
}

/** @param old given on update, when a change is refused (services.md R3.6.2). */
export function validateLoadBalancerClass({ spec }: Service, old: Service | undefined, env: Env): FieldError[] {
  const field = 'spec.loadBalancerClass';
  const given: string | undefined = spec.loadBalancerClass;
  const errors: FieldError[] = [];
  if (old?.spec.type === 'LoadBalancer' && spec.type === 'LoadBalancer' && old.spec.loadBalancerClass !== given)
    errors.push(invalid(field, given ?? null, 'may not change once set'));
  if (given === undefined) return errors;
  if (spec.type !== 'LoadBalancer') return [...errors, forbidden(field, ONLY_LOAD_BALANCER)];
  return [...errors, ...checkLabelKey(given, env.release).map((text) => invalid(field, given, text))];
}

function validateExternalTraffic(service: Service): FieldError[] {
  const { spec } = service;
  const errors: FieldError[] = [];
  const policy: string | undefined = spec.externalTrafficPolicy;
  if (!isExternallyAccessible(service)) {
    if (policy)
      errors.push(invalid('spec.externalTrafficPolicy', policy, 'may only be set for externally-accessible services'));
  } else if (!policy) errors.push(required('spec.externalTrafficPolicy'));
  else if (!POLICIES.includes(policy)) errors.push(notSupported('spec.externalTrafficPolicy', policy, POLICIES));
  const port: number = spec.healthCheckNodePort ?? 0;
  const field = 'spec.healthCheckNodePort';
  if (!needsHealthCheck(service)) {
    if (port !== 0)
      errors.push(
        invalid(field, port, "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"),
      );
  } else if (port === 0) errors.push(required(field));
  else for (const text of checkPortNumber(port)) errors.push(invalid(field, port, text));
  return errors;
}

function validateInternalTraffic({ spec }: Service): FieldError[] {
  const policy: string | undefined = spec.internalTrafficPolicy;
  if (policy === undefined)
    return ['ClusterIP', 'NodePort', 'LoadBalancer'].includes(spec.type!)
      ? [required('spec.internalTrafficPolicy')]
      : [];
  return POLICIES.includes(policy) ? [] : [notSupported('spec.internalTrafficPolicy', policy, POLICIES)];
}

function validateDistribution({ spec }: Service, env: Env): FieldError[] {
  const given: string | undefined = spec.trafficDistribution;
  const known = env.release.isEnabled('PreferSameTrafficDistribution')
    ? ['PreferClose', 'PreferSameZone', 'PreferSameNode']
    : ['PreferClose'];
  return given === undefined || known.includes(given) ? [] : [notSupported('spec.trafficDistribution', given, known)];
}
