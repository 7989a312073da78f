/** Rules of requests and limits: names, amounts, and a request that is above its limit. */

import { nanoOf } from '../../../kubernetes/schema/quantity';
import { forbidden, invalid, required, type FieldError } from '../../field-errors';
import type { Env } from '../../env';
import { quote } from '../../go-text';
import { checkLabelKey } from '../../validation/names';

const HUGE_PAGES = 'hugepages-';
const CONTAINER_RESOURCES = ['cpu', 'memory', 'ephemeral-storage'];
const STANDARD_RESOURCES = [...CONTAINER_RESOURCES, 'requests.cpu', 'requests.memory', 'requests.ephemeral-storage', 'limits.cpu', 'limits.memory', 'limits.ephemeral-storage', 'pods', 'resourcequotas', 'services', 'replicationcontrollers', 'secrets', 'configmaps', 'persistentvolumeclaims', 'storage', 'requests.storage', 'services.nodeports', 'services.loadbalancers']; // prettier-ignore
const NANO = 10n ** 9n;

export interface Resources {
  limits?: Record<string, string>;
  requests?: Record<string, string>;
  claims?: { name: string }[];
}

const isHugePages = (name: string) => name.startsWith(HUGE_PAGES);
const isNative = (name: string) => !name.includes('/') || name.includes('kubernetes.io/');
const isExtended = (name: string, env: Env) =>
  !isNative(name) && !name.startsWith('requests.') && checkLabelKey(`requests.${name}`, env.release).length === 0;
const isOvercommitAllowed = (name: string) => isNative(name) && !isHugePages(name);
const amountOf = (text: string) => (text.startsWith('-') ? -nanoOf(text) : nanoOf(text));

function checkName(name: string, env: Env): string[] {
  const texts = checkLabelKey(name, env.release);
  if (name.includes('/')) {
    if (!isNative(name) && !isExtended(name, env)) texts.push("doesn't follow extended resource name standard");
    return texts;
  }
  if (texts.length === 0 && !STANDARD_RESOURCES.includes(name) && !isHugePages(name))
    texts.push('must be a standard resource type or fully qualified');
  if (!CONTAINER_RESOURCES.includes(name) && !isHugePages(name))
    texts.push('must be a standard resource for containers');
  return texts;
}

function validateAmount(name: string, amount: string, field: string, env: Env): FieldError[] {
  const errors = checkName(name, env).map((text) => invalid(field, name, text));
  const nano = amountOf(amount);
  if (nano < 0n) errors.push(invalid(field, amount, 'must be greater than or equal to 0'));
  if (isExtended(name, env) && nano % NANO !== 0n)
    errors.push(invalid(field, { json: quote(amount), go: quote(amount) }, 'must be an integer'));
  if (isHugePages(name)) {
    const size = amountOf(name.slice(HUGE_PAGES.length));
    if (size > 0n && nano % size !== 0n)
      errors.push(invalid(field, amount, `${amount} is not positive integer multiple of ${name}`));
  }
  return errors;
}

/** @param path of the requirements, `spec.containers[0].resources`. */
export function validateResources(
  resources: Resources | undefined,
  path: string,
  claimNames: ReadonlySet<string>,
  env: Env,
): FieldError[] {
  const { limits = {}, requests = {}, claims = [] } = resources ?? {};
  const errors: FieldError[] = [];
  for (const name of Object.keys(limits).sort())
    errors.push(...validateAmount(name, limits[name], `${path}.limits[${name}]`, env));
  for (const name of Object.keys(requests).sort())
    errors.push(
      ...validateAmount(name, requests[name], `${path}.requests[${name}]`, env),
      ...compare(name, requests[name], limits[name], path),
    );
  const names = [...Object.keys(limits), ...Object.keys(requests)];
  if (names.some(isHugePages) && !names.some((name) => name === 'cpu' || name === 'memory'))
    errors.push(forbidden(path, 'HugePages require cpu or memory'));
  claims.forEach(({ name }, index) => {
    const field = `${path}.claims[${index}]`;
    if (!name) errors.push(required(`${field}.name`));
    else if (!claimNames.has(name)) errors.push({ type: 'NotFound', field: `${field}.name`, value: name, detail: '' });
  });
  return errors;
}

function compare(name: string, request: string, limit: string | undefined, path: string): FieldError[] {
  const mayDiffer = isOvercommitAllowed(name);
  if (limit === undefined)
    return mayDiffer ? [] : [required(`${path}.limits`, 'Limit must be set for non overcommitable resources')];
  if (!mayDiffer && amountOf(request) !== amountOf(limit))
    return [invalid(`${path}.requests`, request, `must be equal to ${name} limit of ${limit}`)];
  if (amountOf(request) > amountOf(limit))
    return [invalid(`${path}.requests`, request, `must be less than or equal to ${name} limit of ${limit}`)];
  return [];
}
