/** What is known of the field at a place of a manifest. */

import type { YamlHover } from '../api';
import type { EditedCluster } from '.';
import { describe, isRequired, placeAt, typeText, valuesAt } from './fields';
import { originAt, storedObject } from './origins';
import { outlineAt, scalarAt, type Outline, type Path } from './outline';

export function hoverManifest(cluster: EditedCluster, text: string, offset: number): YamlHover | undefined {
  const document = outlineAt(text, offset);
  const line = document.lines.find(
    ({ key, value }) =>
      (key && offset >= key.start && offset <= key.end) || (offset >= value.start && offset < value.end),
  );
  if (!line) return undefined;
  const kind = scalarAt(text, document, ['kind']) ?? '';
  const place = placeAt(kind, line.path, cluster.release);
  if (!place) return undefined;
  const range = line.key ?? line.value;
  const origin = originOf(cluster, text, document, line.path);
  return {
    start: range.start,
    end: range.end,
    path: line.path.reduce<string>(
      (path, step) => (typeof step === 'number' ? `${path}[]` : path === '' ? step : `${path}.${step}`),
      '',
    ),
    type: typeText(place.type),
    isRequired: isRequired(place),
    ...(place.field.since && { since: place.field.since }),
    description: describe(place),
    values: place.type.kind === 'boolean' ? [] : valuesAt(place),
    ...(origin && { origin }),
  };
}

function originOf(cluster: EditedCluster, text: string, document: Outline, path: Path): string | undefined {
  const read = (...at: string[]) => scalarAt(text, document, at) ?? '';
  const object = storedObject(cluster, {
    apiVersion: read('apiVersion'),
    kind: read('kind'),
    name: read('metadata', 'name'),
    namespace: read('metadata', 'namespace') || 'default',
  });
  return object && originAt(cluster, object, path);
}
