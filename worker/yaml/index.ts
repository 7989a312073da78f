/** YAML as kubectl reads and prints it, with source ranges. */

export { readDocuments, readValue } from './documents';
export { readDocumentsOnce } from './remembered';
export { readJSON } from './json-text';
export { keysOfJSON, yamlDuplicates, type KeyTree } from './key-order';
export type { ReadResult, YamlDocument } from './documents';
export { keyRangeOf, rangeOf } from './range';
export type { FieldPath } from './range';
export { compareKeys, printYAML } from './print';
export type { YamlNode } from './compose';
