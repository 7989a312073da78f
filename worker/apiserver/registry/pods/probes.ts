/** Rules of probes and lifecycle hooks: one handler each, and what it needs. */

import { forbidden, invalid, notSupported, required, type FieldError } from '../../field-errors';
import type { Env } from '../../env';
import { checkPortName, checkPortNumber } from '../../validation/names';
import type { Container } from './defaults';

const HTTP_HEADER = /^[-A-Za-z0-9]+$/;
const HTTP_HEADER_TEXT =
  "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')";
const COUNTS = ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'];
const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'];

/** Rules that the container's own grace period or the Pod's, in seconds, takes part in. */
interface Context {
  graceSeconds: number;
  env: Env;
}

type HandlerRule = (handler: Container, field: string, context: Context) => FieldError[];

/** In the order in which a second one is found to be too many. */
const HANDLERS: Readonly<Record<string, HandlerRule>> = {
  exec: ({ command }, field) => (command?.length ? [] : [required(`${field}.command`)]),
  httpGet(action, field) {
    const errors = action.path ? [] : [required(`${field}.path`)];
    errors.push(...validatePort(action.port, field));
    if (!['HTTP', 'HTTPS'].includes(action.scheme))
      errors.push(notSupported(`${field}.scheme`, action.scheme, ['HTTP', 'HTTPS']));
    for (const { name = '' } of action.httpHeaders ?? [])
      if (!HTTP_HEADER.test(name)) errors.push(invalid(`${field}.httpHeaders`, name, HTTP_HEADER_TEXT));
    return errors;
  },
  tcpSocket: (action, field) => validatePort(action.port, field),
  grpc: (action, field) => validatePort(action.port, field),
  sleep({ seconds = 0 }, field, { graceSeconds, env }) {
    const allowsZero = env.release.since('1.33');
    if (seconds <= graceSeconds && (seconds > 0 || (seconds === 0 && allowsZero))) return [];
    const text = allowsZero
      ? `must be non-negative and less than terminationGracePeriodSeconds (${graceSeconds})`
      : `must be greater than 0 and less than terminationGracePeriodSeconds (${graceSeconds})${env.release.since('1.32') ? '. Enable AllowPodLifecycleSleepActionZeroValue feature gate for zero sleep.' : ''}`;
    return [invalid(field, seconds, text)];
  },
};

function validatePort(port: number | string = 0, field: string): FieldError[] {
  const texts = typeof port === 'number' ? checkPortNumber(port) : checkPortName(port);
  return texts.map((text) => invalid(`${field}.port`, port, text));
}

function validateHandler(owner: Container, field: string, context: Context): FieldError[] {
  const [first, ...more] = Object.keys(HANDLERS).filter((name) => owner[name]);
  if (!first) return [required(field, 'must specify a handler type')];
  return [
    ...HANDLERS[first](owner[first], `${field}.${first}`, context),
    ...more.map((name) => forbidden(`${field}.${name}`, 'may not specify more than 1 handler type')),
  ];
}

function validateProbe(probe: Container, name: string, field: string, context: Context): FieldError[] {
  const errors = validateHandler(probe, field, context);
  for (const count of COUNTS)
    if (probe[count] < 0) errors.push(invalid(`${field}.${count}`, probe[count], 'must be greater than or equal to 0'));
  const grace: number | undefined = probe.terminationGracePeriodSeconds;
  const graceField = `${field}.terminationGracePeriodSeconds`;
  if (grace !== undefined && grace <= 0) errors.push(invalid(graceField, grace, 'must be greater than 0'));
  if (name === 'readinessProbe') {
    if (grace !== undefined) errors.push(invalid(graceField, grace, 'must not be set for readinessProbes'));
  } else if (probe.successThreshold !== 1)
    errors.push(invalid(`${field}.successThreshold`, probe.successThreshold, 'must be 1'));
  return errors;
}

/** @param graceSeconds of the Pod's termination. */
export function validateHooks(container: Container, field: string, graceSeconds: number, env: Env): FieldError[] {
  const context = { graceSeconds, env };
  return [
    ...['postStart', 'preStop'].flatMap((hook) =>
      container.lifecycle?.[hook]
        ? validateHandler(container.lifecycle[hook], `${field}.lifecycle.${hook}`, context)
        : [],
    ),
    ...PROBES.flatMap((name) =>
      container[name] ? validateProbe(container[name], name, `${field}.${name}`, context) : [],
    ),
  ];
}

/** Init containers that end have nothing to probe. */
export const refuseHooks = (container: Container, field: string): FieldError[] =>
  ['lifecycle', ...PROBES]
    .filter((name) => container[name])
    .map((name) => forbidden(`${field}.${name}`, 'may not be set for init containers without restartPolicy=Always'));
