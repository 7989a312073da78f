/** Rules of volumes: names and exactly one source. */

import { duplicate, forbidden, invalid, required, type FieldError } from '../../field-errors';
import { checkLabel } from '../../validation/names';
import type { Container, PodSpec } from './defaults';

export function validateVolumes(spec: PodSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  (spec.volumes ?? []).forEach((volume: Container, index: number) => {
    const field = `${path}[${index}]`;
    const sources = Object.keys(volume).filter((key) => key !== 'name');
    for (const source of sources.slice(1))
      errors.push(forbidden(`${field}.${source}`, 'may not specify more than 1 volume type'));
    errors.push(...validateSource(volume, field));
    if (!volume.name) errors.push(required(`${field}.name`));
    else for (const text of checkLabel(volume.name)) errors.push(invalid(`${field}.name`, volume.name, text));
    if (volume.name && names.has(volume.name)) errors.push(duplicate(`${field}.name`, volume.name));
    names.add(volume.name);
  });
  return errors;
}

function validateSource(volume: Container, field: string): FieldError[] {
  if (volume.hostPath && !volume.hostPath.path) return [required(`${field}.hostPath.path`)];
  if (volume.secret && !volume.secret.secretName) return [required(`${field}.secret.secretName`)];
  if (volume.configMap && !volume.configMap.name) return [required(`${field}.configMap.name`)];
  return [];
}
