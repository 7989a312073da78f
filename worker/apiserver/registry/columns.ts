/** Columns that several kinds have. */

import { ageOf } from '../../kubernetes/duration';
import type { KubernetesObject } from '../../kubernetes/objects';
import { formatLabelSelector } from '../../kubernetes/selectors';
import type { Column } from './strategy';

export const NAME: Column = { name: 'Name', cell: (object) => object.metadata.name };
export const AGE: Column = {
  name: 'Age',
  cell: (object, env) => ageOf(object.metadata.creationTimestamp, env.nowMs()),
};

export const orNone = (text: string | undefined) => (text ? text : '<none>');

const containersOf = (object: KubernetesObject): { name: string; image?: string }[] =>
  object.spec?.template?.spec?.containers ?? [];

/** The wide columns of workloads. */
export const CONTAINERS: Column[] = [
  {
    name: 'Containers',
    wide: true,
    cell: (object) =>
      containersOf(object)
        .map(({ name }) => name)
        .join(','),
  },
  {
    name: 'Images',
    wide: true,
    cell: (object) =>
      containersOf(object)
        .map(({ image }) => image ?? '')
        .join(','),
  },
];
export const SELECTOR: Column = {
  name: 'Selector',
  wide: true,
  cell: (object) => formatLabelSelector(object.spec?.selector),
};
