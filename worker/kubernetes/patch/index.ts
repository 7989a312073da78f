/** Patches: the three types of the API, and the creation of those that kubectl sends. */

export { applyJSONPatch } from './json-patch';
export { applyMergePatch, createMergePatch } from './merge-patch';
export { applyStrategicMergePatch, insertionSort } from './strategic';
export { createThreeWayMergePatch, createTwoWayMergePatch } from './three-way';
export { compareText, copyJSON, isEqual, isObject, ownValue, setField } from './json';
export type { JSONObject, JSONValue } from './json';
export { goFloat, goNumber, goValue } from './go-value';
export type { PatchError, PatchResult } from './types';
