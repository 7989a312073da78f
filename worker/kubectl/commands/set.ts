/** `kubectl set image|selector|env|resources|serviceaccount`. */

import type { JSONObject } from '../../kubernetes/patch';
import { canonicalQuantity, QUANTITY_ERROR } from '../../kubernetes/schema/quantity';
import { parseLabelSelector } from '../../kubernetes/selectors';
import { KubectlError, textError } from '../errors';
import { flagTable } from '../flags';
import type { Info } from '../files';
import type { Invocation } from '../invocation';
import { goQuote } from '../text/go-syntax';
import { setEnvCommand } from './set-env';
import {
  findSettable,
  SELECTING_FLAGS,
  SET_FLAGS,
  setOnObjects,
  splitPairs,
  withContainers,
  withPodSpec,
  type Changed,
} from './set-objects';
import type { CommandArgs, CommandBody, Outcome } from './types';

export const setCommand: CommandBody = {
  subcommands: [
    setEnvCommand,
    {
      name: 'image',
      short: 'Update the image of a pod template',
      usage:
        '(-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... CONTAINER_NAME_N=CONTAINER_IMAGE_N [options]',
      flags: SELECTING_FLAGS,
      run: runImage,
    },
    {
      name: 'resources',
      short: 'Update resource requests/limits on objects with pod templates',
      usage: '(-f FILENAME | TYPE NAME)  ([--limits=LIMITS & --requests=REQUESTS] [options]',
      flags: [...SELECTING_FLAGS, ...flagTable('limits string; requests string; containers,c string=*')],
      run: runResources,
    },
    {
      name: 'selector',
      short: 'Set the selector on a resource',
      usage: '(-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version] [options]',
      flags: [...SET_FLAGS, ...flagTable('resource-version string')],
      run: runSelector,
    },
    {
      name: 'serviceaccount',
      aliases: ['sa'],
      short: 'Update the service account of a resource',
      usage: '(-f FILENAME | TYPE NAME) SERVICE_ACCOUNT [options]',
      flags: [...SET_FLAGS, ...flagTable('kustomize,k string')],
      run: runServiceAccount,
    },
    {
      name: 'subject',
      short: 'Update the user, group, or service account in a role binding or cluster role binding',
      usage:
        '(-f FILENAME | TYPE NAME) [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none] [options]',
      flags: [...SELECTING_FLAGS, ...flagTable('user list; group list; serviceaccount list')],
      run: async (run, args) => (await import('./not-simulated')).setSubject(run, args),
    },
  ],
};

// ------------------------------------------------------------ image

function runImage(run: Invocation, { args }: CommandArgs): Outcome {
  const split = splitPairs(args, 'image');
  if (split instanceof KubectlError) return split;
  const removal = split.pairs.find((pair) => !pair.includes('='));
  if (removal !== undefined) return textError(`invalid image format: ${removal}`);
  const found = findSettable(run, split.resources);
  if (found instanceof KubectlError) return found;
  if (run.flags.isTrue('all') && run.flags.text('selector') !== '')
    return textError('cannot set --all and --selector at the same time');
  if (split.pairs.length === 0) return textError('at least one image update is required');
  const images = new Map(
    split.pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
  if (images.size > 1 && images.has('*'))
    return textError(
      'all containers are already specified by *, but saw more than one container_name=container_image pairs',
    );
  return setOnObjects(run, found, {
    operation: 'image updated',
    refusal: 'failed to patch image update to pod template:',
    change: (info) => changeImages(info, images),
  });
}

/** A name without a container is an error of its own: the others are changed all the same. */
function changeImages(info: Info, images: ReadonlyMap<string, string>): Changed | KubectlError {
  const seen = new Set<string>();
  const object = withPodSpec(info, (spec) =>
    withContainers(spec, (container) => {
      const name = images.has('*') ? '*' : String(container.name);
      const image = images.get(name);
      if (image === undefined) return container;
      seen.add(name);
      return { ...container, image };
    }),
  );
  if (object instanceof KubectlError) return object;
  const missing = [...images.keys()].filter((name) => !seen.has(name));
  return { object, errors: missing.map((name) => textError(`error: unable to find container named ${goQuote(name)}`)) };
}

// ------------------------------------------------------------ resources

function runResources(run: Invocation, { args }: CommandArgs): Outcome {
  const found = findSettable(run, args);
  if (found instanceof KubectlError) return found;
  if (run.flags.isTrue('all') && run.flags.text('selector') !== '')
    return textError('cannot set --all and --selector at the same time');
  const [limits, requests] = ['limits', 'requests'].map((flag) => run.flags.text(flag));
  if (limits === '' && requests === '')
    return textError('you must specify an update to requests or limits (in the form of --requests/--limits)');
  const amounts = { limits: amountsOf(limits), requests: amountsOf(requests) };
  for (const each of Object.values(amounts)) if (each instanceof KubectlError) return each;
  return setOnObjects(run, found, {
    operation: 'resource requirements updated',
    refusal: 'failed to patch resources update to pod template',
    change: (info) => changeResources(run, info, amounts as Record<string, JSONObject>),
  });
}

function amountsOf(text: string): JSONObject | KubectlError {
  const amounts: JSONObject = {};
  for (const part of text === '' ? [] : text.split(',')) {
    const words = part.split('=');
    if (words.length !== 2) return textError(`Invalid argument syntax ${part}, expected <resource>=<value>`);
    const quantity = canonicalQuantity(words[1]);
    if (quantity === undefined) return textError(QUANTITY_ERROR);
    amounts[words[0]] = quantity;
  }
  return amounts;
}

function changeResources(run: Invocation, info: Info, amounts: Record<string, JSONObject>): Changed | KubectlError {
  const pattern = run.flags.text('containers');
  let count = 0;
  const object = withPodSpec(info, (spec) =>
    withContainers(
      spec,
      (container) => {
        count++;
        const resources = { ...((container.resources ?? {}) as JSONObject) };
        for (const [field, more] of Object.entries(amounts))
          if (Object.keys(more).length > 0) resources[field] = { ...(resources[field] as JSONObject), ...more };
        return { ...container, resources };
      },
      pattern,
    ),
  );
  if (object instanceof KubectlError) return object;
  return count > 0 ? { object } : { object, errors: [textError(`error: unable to find container named ${pattern}`)] };
}

// ------------------------------------------------------------ selector, service account

function runSelector(run: Invocation, { args }: CommandArgs): Outcome {
  const selector = args.length === 0 ? undefined : selectorOf(args[args.length - 1]);
  if (selector instanceof KubectlError) return selector;
  const found = findSettable(run, args.slice(0, -1));
  return setOnObjects(run, found, {
    operation: 'selector updated',
    change: ({ object, type }) => {
      if (type.kind !== 'Service') return textError('setting a selector is only supported for Services');
      if (selector!.expressions.length > 0)
        return textError(`match expression [${selector!.expressions.join(' ')}] not supported on this object`);
      const version = run.flags.text('resource-version');
      const metadata = { ...(object!.metadata as JSONObject), ...(version !== '' && { resourceVersion: version }) };
      return {
        object: { ...object!, metadata, spec: { ...(object!.spec as JSONObject), selector: selector!.labels } },
      };
    },
  });
}

const EXPRESSIONS: Readonly<Record<string, string>> = {
  in: 'In',
  notin: 'NotIn',
  exists: 'Exists',
  '!': 'DoesNotExist',
};
const WRONG: Readonly<Record<string, string>> = { '!=': '!=', gt: 'gt', lt: 'lt' };

/** metav1.ParseToLabelSelector. */
function selectorOf(text: string): { labels: Record<string, string>; expressions: string[] } | KubectlError {
  const parsed = parseLabelSelector(text);
  if (parsed.error !== undefined) return textError(`couldn't parse the selector string "${text}": ${parsed.error}`);
  const labels: Record<string, string> = {};
  const expressions: string[] = [];
  for (const { key, operator, values } of parsed.requirements) {
    if (operator === '=') labels[key] = values[0];
    else if (WRONG[operator]) return textError(`${goQuote(WRONG[operator])} is not a valid label selector operator`);
    else expressions.push(`{${key} ${EXPRESSIONS[operator]} [${values.join(' ')}]}`);
  }
  return { labels, expressions };
}

function runServiceAccount(run: Invocation, { args }: CommandArgs): Outcome {
  if (args.length === 0) return textError('serviceaccount is required');
  const serviceAccountName = args[args.length - 1];
  return setOnObjects(run, findSettable(run, args.slice(0, -1)), {
    operation: 'serviceaccount updated',
    refusal: 'failed to patch ServiceAccountName',
    isAlways: true,
    change: (info) => {
      const object = withPodSpec(info, (spec) => ({ ...spec, serviceAccountName }));
      return object instanceof KubectlError ? object : { object };
    },
  });
}
