/** Builtins that take filters, and those that reach places of their input. */

import { type Evaluator } from './evaluate';
import { HaltSignal, PAUSE, type FilterFunction, type Outputs, type Path, type Scope } from './runtime';
import { parseDefinitions } from './parse';
import { getPath } from './paths';
import type { Definition, Node } from './syntax';
import { described, isNumber, isTrue, JqError, num, toJson, toText, type Value } from './value';

/** Runs `body` for each value of `node`. */
function* each(run: Evaluator, node: Node, scope: Scope, input: Value, body: (value: Value) => Outputs): Outputs {
  for (const output of run.run(node, scope, input)) {
    if (output === PAUSE) yield PAUSE;
    else yield* body(output.value);
  }
}

/** One value of a filter that was run to its end. */
function* ends(run: Evaluator, node: Node, scope: Scope, input: Value): Generator<typeof PAUSE, Value[], undefined> {
  const values: Value[] = [];
  for (const output of run.run(node, scope, input)) {
    if (output === PAUSE) yield PAUSE;
    else values.push(output.value);
  }
  return values;
}

function* recurseWith(run: Evaluator, node: Node, scope: Scope, input: Value, path: Path | undefined): Outputs {
  yield { value: input, path };
  for (const child of run.run(node, scope, input, path)) {
    if (child === PAUSE) yield PAUSE;
    else yield* recurseWith(run, node, scope, child.value, child.path);
  }
}

function* range(run: Evaluator, from: Value, to: Value, by: Value, path: Path | undefined): Outputs {
  if (!isNumber(from) || !isNumber(to) || !isNumber(by)) throw new JqError('Range bounds must be numeric');
  const step = num(by);
  for (let value = num(from), count = 0; step > 0 ? value < num(to) : step < 0 && value > num(to); value += step) {
    if (++count % 256 === 0) yield PAUSE;
    yield run.made(value, path);
  }
}

function* limited(
  run: Evaluator,
  count: number,
  node: Node,
  scope: Scope,
  input: Value,
  path: Path | undefined,
): Outputs {
  let left = count;
  if (left === 0) return;
  for (const output of run.run(node, scope, input, path)) {
    yield output;
    if (output !== PAUSE && --left === 0) return;
  }
}

/** Whether any (or all) of what `generator` gives passes `condition`; stops as soon as it is known. */
function* quantified(
  run: Evaluator,
  generator: Node,
  condition: Node,
  scope: Scope,
  input: Value,
  path: Path | undefined,
  isAny: boolean,
): Outputs {
  for (const item of run.run(generator, scope, input)) {
    if (item === PAUSE) {
      yield PAUSE;
      continue;
    }
    for (const test of run.run(condition, scope, item.value)) {
      if (test === PAUSE) yield PAUSE;
      else if (isTrue(test.value) === isAny) {
        yield run.made(isAny, path);
        return;
      }
    }
  }
  yield run.made(!isAny, path);
}

const IDENTITY: Node = { type: 'identity' };
const ITERATE: Node = { type: 'iterate', target: IDENTITY };

/** `sort_by(f)` and relatives: computes `[f]` for each item, then calls the function over values. */
function byKeys(name: string): FilterFunction {
  return function* (run, args, scope, input, path) {
    const keyLists: Value[] = [];
    for (const item of run.iterate(input, undefined)) {
      if (item === PAUSE) yield PAUSE;
      else keyLists.push(yield* ends(run, args[0], scope, item.value));
    }
    const literal: Node = { type: 'literal', value: keyLists };
    yield* run.run({ type: 'call', name, args: [literal], at: 0 }, undefined, input, path);
  };
}

const FILTERS: Record<string, FilterFunction> = {
  *'empty/0'() {},
  *'error/0'(_run, _args, _scope, input) {
    throw new JqError(input);
  },
  *'error/1'(run, args, scope, input) {
    yield* each(run, args[0], scope, input, function* (value): Outputs {
      throw new JqError(value);
    });
  },
  *'select/1'(run, args, scope, input, path) {
    yield* each(run, args[0], scope, input, function* (value): Outputs {
      if (isTrue(value)) yield { value: input, path };
    });
  },
  *'recurse/0'(run, _args, _scope, input, path) {
    yield* run.recurse(input, path);
  },
  *'recurse/1'(run, args, scope, input, path) {
    yield* recurseWith(run, args[0], scope, input, path);
  },
  *'map/1'(run, args, scope, input, path) {
    const result: Value[] = [];
    for (const item of run.iterate(input, undefined)) {
      if (item === PAUSE) yield PAUSE;
      else result.push(...(yield* ends(run, args[0], scope, item.value)));
    }
    yield run.made(result, path);
  },
  *'path/1'(run, args, scope, input, path) {
    for (const keys of run.paths(args[0], scope, input)) {
      if (keys === PAUSE) yield PAUSE;
      else yield run.made(keys, path);
    }
  },
  *'getpath/1'(run, args, scope, input, path) {
    yield* each(run, args[0], scope, input, function* (keys): Outputs {
      if (!Array.isArray(keys)) throw new JqError('Path must be specified as an array');
      const value = getPath(input, keys);
      yield { value, path: path && keys.reduce<Path>((parent, key) => ({ parent, key }), path) };
    });
  },
  *'range/1'(run, args, scope, input, path) {
    yield* each(run, args[0], scope, input, (to) => range(run, 0, to, 1, path));
  },
  *'range/2'(run, args, scope, input, path) {
    yield* each(run, args[0], scope, input, (from) =>
      each(run, args[1], scope, input, (to) => range(run, from, to, 1, path)),
    );
  },
  *'range/3'(run, args, scope, input, path) {
    yield* each(run, args[0], scope, input, (from) =>
      each(run, args[1], scope, input, (to) =>
        each(run, args[2], scope, input, (by) => range(run, from, to, by, path)),
      ),
    );
  },
  *'first/1'(run, args, scope, input, path) {
    yield* limited(run, 1, args[0], scope, input, path);
  },
  *'limit/2'(run, args, scope, input, path) {
    yield* each(run, args[0], scope, input, (count) =>
      limited(run, isNumber(count) ? Math.ceil(num(count)) : Infinity, args[1], scope, input, path),
    );
  },
  *'until/2'(run, args, scope, input, path) {
    let state = { value: input, path };
    for (;;) {
      const tests = yield* ends(run, args[0], scope, state.value);
      if (tests.length === 0) return;
      if (isTrue(tests[0])) {
        yield state;
        return;
      }
      let next: typeof state | undefined;
      for (const output of run.run(args[1], scope, state.value, state.path)) {
        if (output === PAUSE) yield PAUSE;
        else {
          next = output as typeof state;
          break;
        }
      }
      if (!next) return;
      state = next;
    }
  },
  *'repeat/1'(run, args, scope, input, path) {
    for (;;) yield* run.run(args[0], scope, input, path);
  },
  *'isempty/1'(run, args, scope, input, path) {
    for (const output of run.run(args[0], scope, input)) {
      if (output === PAUSE) yield PAUSE;
      else {
        yield run.made(false, path);
        return;
      }
    }
    yield run.made(true, path);
  },
  *'any/0'(run, _args, scope, input, path) {
    yield* quantified(run, ITERATE, IDENTITY, scope, input, path, true);
  },
  *'any/1'(run, args, scope, input, path) {
    yield* quantified(run, ITERATE, args[0], scope, input, path, true);
  },
  *'any/2'(run, args, scope, input, path) {
    yield* quantified(run, args[0], args[1], scope, input, path, true);
  },
  *'all/0'(run, _args, scope, input, path) {
    yield* quantified(run, ITERATE, IDENTITY, scope, input, path, false);
  },
  *'all/1'(run, args, scope, input, path) {
    yield* quantified(run, ITERATE, args[0], scope, input, path, false);
  },
  *'all/2'(run, args, scope, input, path) {
    yield* quantified(run, args[0], args[1], scope, input, path, false);
  },
  'sort_by/1': byKeys('_sort_by'),
  'group_by/1': byKeys('_group_by'),
  'unique_by/1': byKeys('_unique_by'),
  'min_by/1': byKeys('_min_by'),
  'max_by/1': byKeys('_max_by'),
  *'env/0'(run, _args, _scope, _input, path) {
    yield run.made(run.environment, path);
  },
  *'now/0'(run, _args, _scope, _input, path) {
    yield run.made(run.nowMs() / 1000, path);
  },
  *'input/0'(run, _args, _scope, _input, path) {
    const value = run.nextInput();
    if (value === undefined) throw new JqError('break');
    yield run.made(value, path);
  },
  *'inputs/0'(run, _args, _scope, _input, path) {
    for (let value = run.nextInput(); value !== undefined; value = run.nextInput()) yield run.made(value, path);
  },
  *'input_filename/0'(run, _args, _scope, _input, path) {
    yield run.made(run.inputName(), path);
  },
  *'debug/0'(run, _args, _scope, input, path) {
    run.debug(`${toJson(['DEBUG:', input])}\n`);
    yield { value: input, path };
  },
  *'stderr/0'(run, _args, _scope, input, path) {
    run.debug(toJson(input));
    yield { value: input, path };
  },
  *'halt/0'() {
    throw new HaltSignal(0, undefined);
  },
  *'halt_error/0'(_run, _args, _scope, input) {
    throw new HaltSignal(5, haltText(input));
  },
  *'halt_error/1'(run, args, scope, input) {
    yield* each(run, args[0], scope, input, function* (status): Outputs {
      if (!isNumber(status)) throw new JqError(`${described(status)} halt_error/1: number required`);
      throw new HaltSignal(num(status) & 255, haltText(input));
    });
  },
  *'builtins/0'(run, _args, _scope, _input, path) {
    yield run.made(
      [...Object.keys(FILTERS), ...definitions.keys()].filter((name) => !name.startsWith('_')),
      path,
    );
  },
};

function haltText(value: Value): string | undefined {
  if (value === null) return undefined;
  return typeof value === 'string' ? value : `${toText(value)}\n`;
}

export const filterFunctions: ReadonlyMap<string, FilterFunction> = new Map(Object.entries(FILTERS));

/** Builtins that are written in jq itself. */
const SOURCE = `
def recurse(f; cond): recurse(f | select(cond));
def values: select(. != null);
def nulls: select(. == null);
def strings: select(type == "string");
def numbers: select(type == "number");
def booleans: select(type == "boolean");
def arrays: select(type == "array");
def objects: select(type == "object");
def iterables: select(type == "array" or type == "object");
def scalars: select(type != "array" and type != "object");
def isfinite: type == "number" and (isinfinite | not);
def finites: select(isfinite);
def normals: select(isnormal);
def map_values(f): .[] |= f;
def abs: if . < 0 then -. else . end;
def first: .[0];
def last: .[-1];
def last(f): reduce f as $item (null; $item);
def nth($n): .[$n];
def nth($n; f): if $n < 0 then error("nth doesn't support negative indices") else last(limit($n + 1; f)) end;
def del(f): delpaths([path(f)]);
def paths: path(..) | select(length > 0);
def paths(f): path(.. | select(f)) | select(length > 0);
def leaf_paths: paths(scalars);
def pick(f): . as $all | reduce path(f) as $keys (null; setpath($keys; $all | getpath($keys)));
def from_entries: reduce .[] as $item ({}; . + {($item | (.key // .Key // .name // .Name)): ($item | if has("value") then .value else .Value end)});
def with_entries(f): to_entries | map(f) | from_entries;
def walk(f): def visit: if type == "object" then map_values(visit) elif type == "array" then map(visit) else . end | f; visit;
def while(cond; update): def go: if cond then ., (update | go) else empty end; go;
def combinations: if length == 0 then [] else .[0][] as $head | (.[1:] | combinations) as $rest | [$head] + $rest end;
def combinations($n): . as $list | [range($n) | $list] | combinations;
def in(list): . as $key | list | has($key);
def inside(whole): . as $part | whole | contains($part);
def IN(s): any(s == .; .);
def IN(source; s): any(source == s; .);
def INDEX(stream; f): reduce stream as $row ({}; .[$row | f | tostring] = $row);
def INDEX(f): INDEX(.[]; f);
def JOIN($index; f): [.[] | [., $index[f]]];
def JOIN($index; stream; f): stream | [., $index[f]];
def JOIN($index; stream; f; g): stream | [., $index[f]] | g;
def debug(message): (message | debug | empty), .;
def tostream: path(def visit: (.[]? | visit), .; visit) as $keys | getpath($keys) | reduce path(.[]?) as $last ([$keys, .]; [$keys + $last]);
def fromstream(events): {x: null, e: false} as $start | foreach events as $event ($start; if .e then $start else . end | if $event | length == 2 then setpath(["e"]; $event[0] | length == 0) | setpath(["x"] + $event[0]; $event[1]) else setpath(["e"]; $event[0] | length == 1) end; if .e then .x else empty end);
def truncate_stream(events): . as $depth | null | events | . as $event | if (.[0] | length) > $depth then setpath([0]; $event[0][$depth:]) else empty end;
def _pair: if type == "string" then [., null] elif type == "array" and length > 1 then [.[0], .[1]] elif type == "array" and length > 0 then [.[0], null] else error(type + " not a string or array") end;
def match($re; $flags): _match($re; $flags; false) | .[];
def match($re): ($re | _pair) as $pair | match($pair[0]; $pair[1]);
def test($re; $flags): _match($re; $flags; true);
def test($re): ($re | _pair) as $pair | test($pair[0]; $pair[1]);
def _named: reduce (.captures[] | select(.name != null)) as $group ({}; . + {($group.name): $group.string});
def capture($re; $flags): match($re; $flags) | _named;
def capture($re): ($re | _pair) as $pair | capture($pair[0]; $pair[1]);
def scan($re; $flags): match($re; "g" + $flags) | if (.captures | length) > 0 then [.captures[].string] else .string end;
def scan($re): scan($re; null);
def splits($re; $flags): . as $text | [foreach ((match($re; "g" + $flags) | [.offset, .length]), null) as $found ({at: 0}; .piece = $text[.at:(if $found then $found[0] else null end)] | if $found then .at = $found[0] + $found[1] else . end; .piece)] | .[];
def splits($re): splits($re; null);
def split($re; $flags): [splits($re; $flags)];
def sub($re; text; $flags): . as $in | (reduce match($re; $flags) as $found ({result: [], at: 0}; $in[.at:$found.offset] as $gap | [$found | _named | text] as $texts | reduce range($texts | length) as $i (.; .result[$i] += $gap + $texts[$i]) | .at = $found.offset + $found.length) | .result[] + $in[.at:]) // $in;
def sub($re; text): sub($re; text; "");
def gsub($re; text; $flags): sub($re; text; $flags + "g");
def gsub($re; text): sub($re; text; "g");
`;

export const definitions: ReadonlyMap<string, Definition> = new Map(
  parseDefinitions(SOURCE).map((definition) => [`${definition.name}/${definition.params.length}`, definition]),
);
