/** Node tree to JSON value, as sigs.k8s.io/yaml converts: merge keys, aliases, tags, keys that are no strings. */

import type { JSONObject, JSONValue } from '../kubernetes/patch';
import type { MapNode, ScalarNode, YamlNode } from './compose';
import { YamlFailure } from './cursor';
import { goFloat, setField } from '../kubernetes/patch';
import { resolveScalar, type Resolved } from './scalars';

/** Values that a document may grow to by aliases. */
const VALUES_MAX = 100_000;
const YAML_TAG = 'tag:yaml.org,2002:';

/** @throws YamlFailure for unknown or recursive aliases, bad merges and keys, values that JSON lacks. */
export function toJSONValue(root: YamlNode): JSONValue {
  return new Converter().convert(root);
}

class Converter {
  private count = 0;
  private readonly open = new Set<YamlNode>();

  convert(node: YamlNode): JSONValue {
    if (++this.count > VALUES_MAX) throw new YamlFailure('document contains excessive aliasing', node.start);
    if (node.kind === 'scalar') return scalarValue(node);
    if (node.kind === 'alias') {
      if (this.open.has(node.target)) throw new YamlFailure(`anchor '${node.name}' value contains itself`, node.start);
      return this.convert(node.target);
    }
    this.open.add(node);
    const value = node.kind === 'list' ? node.items.map((item) => this.convert(item)) : this.object(node);
    this.open.delete(node);
    return value;
  }

  private object(node: MapNode): JSONObject {
    const object: JSONObject = {};
    for (const { key, value } of node.pairs) {
      if (isMergeKey(key)) this.merge(object, value, node);
      else setField(object, keyText(key, value), this.convert(value));
    }
    return object;
  }

  /** `<<`: keys that the map itself has win, wherever they stand. */
  private merge(object: JSONObject, value: YamlNode, node: MapNode): void {
    const target = value.kind === 'alias' ? value.target : value;
    const sources = target.kind === 'list' ? [...target.items].reverse() : [target];
    const own = new Set(node.pairs.filter(({ key }) => !isMergeKey(key)).map(({ key, value: v }) => keyText(key, v)));
    for (const source of sources) {
      const map = source.kind === 'alias' ? source.target : source;
      if (map.kind !== 'map')
        throw new YamlFailure('map merge requires map or sequence of maps as the value', source.start);
      const merged = this.convert(map) as JSONObject;
      for (const key of Object.keys(merged)) if (!own.has(key)) setField(object, key, merged[key]);
    }
  }
}

const isMergeKey = (key: YamlNode) => key.kind === 'scalar' && key.isPlain && key.text === '<<';

function resolveNode(node: ScalarNode): Resolved {
  const tag = node.tag;
  if (tag === undefined) return node.isPlain ? resolveScalar(node.text) : { type: 'str', value: node.text };
  if (tag === `${YAML_TAG}binary`) return { type: 'str', value: decodeBase64(node) };
  if (!tag.startsWith(YAML_TAG) || tag === `${YAML_TAG}str` || tag === `${YAML_TAG}timestamp`)
    return { type: 'str', value: node.text };
  const wanted = tag.slice(YAML_TAG.length);
  const found = resolveScalar(node.text);
  if (found.type === wanted || (wanted === 'float' && found.type === 'int')) return found;
  throw new YamlFailure(`cannot decode !!${found.type} \`${node.text}\` as a !!${wanted}`, node.start);
}

function decodeBase64(node: ScalarNode): string {
  const text = node.text.replace(/\s/g, '');
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) {
    throw new YamlFailure('!!binary value contains invalid base64 data', node.start);
  }
  return new TextDecoder().decode(Uint8Array.from(atob(text), (char) => char.charCodeAt(0)));
}

function scalarValue(node: ScalarNode): JSONValue {
  const { type, value } = resolveNode(node);
  if (type === 'float' && !Number.isFinite(value as number))
    throw new UnsupportedValue(`json: unsupported value: ${goFloat(value as number)}`, node.start);
  return value;
}

/** A value that YAML has and JSON has not; its text has no `yaml: ` before it. */
export class UnsupportedValue extends YamlFailure {}

/** Keys become strings; maps and lists cannot be keys. */
function keyText(key: YamlNode, value: YamlNode): string {
  if (key.kind === 'alias') return keyText(key.target, value);
  if (key.kind !== 'scalar') throw new YamlFailure(`invalid map key: ${goSyntax(key)}`, key.start);
  const resolved = resolveNode(key);
  if (resolved.type === 'null') {
    throw new UnsupportedValue(
      `unsupported map key of type: %!s(<nil>), key: <nil>, value: ${goSyntax(value)}`,
      key.start,
    );
  }
  return resolved.type === 'float' ? goFloat(resolved.value) : String(resolved.value);
}

/** `%#v` of what go-yaml decodes a node into. */
function goSyntax(node: YamlNode): string {
  if (node.kind === 'alias') return goSyntax(node.target);
  if (node.kind === 'list') return `[]interface {}{${node.items.map(goSyntax).join(', ')}}`;
  if (node.kind === 'map') {
    return `map[interface {}]interface {}{${node.pairs.map(({ key, value }) => `${goSyntax(key)}:${goSyntax(value)}`).join(', ')}}`;
  }
  const { type, value } = resolveNode(node);
  return type === 'null' ? 'interface {}(nil)' : typeof value === 'string' ? JSON.stringify(value) : String(value);
}
