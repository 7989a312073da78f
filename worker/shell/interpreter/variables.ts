/** The variables of a shell: text, lists, maps, their attributes, and the scopes of functions. */

import { ShellError } from './flow';

export interface Variable {
  text?: string;
  /** An indexed array, with holes. */
  list?: string[];
  map?: Map<string, string>;
  exported?: boolean;
  readonly?: boolean;
  integer?: boolean;
  letterCase?: 'upper' | 'lower';
  /** Name of another variable that this one stands for. */
  reference?: boolean;
}

/** Largest index of an array. */
const INDEX_MAX = 10_000_000;

export class Variables {
  private table = new Map<string, Variable>();
  /** For each running function: what its local variables hide. */
  private readonly hidden: Map<string, Variable | undefined>[] = [];

  /** The name behind references. */
  resolve(name: string): string {
    for (let i = 0; i < 8; i++) {
      const variable = this.table.get(name);
      if (!variable?.reference || variable.text === undefined) return name;
      name = variable.text;
    }
    return name;
  }

  get(name: string): Variable | undefined {
    return this.table.get(this.resolve(name));
  }

  /** Without following a reference. */
  getOwn(name: string): Variable | undefined {
    return this.table.get(name);
  }

  /** The value as `$name`: of an array its element 0. */
  text(name: string): string | undefined {
    const variable = this.get(name);
    if (!variable) return undefined;
    if (variable.list) return variable.list[0];
    if (variable.map) return variable.map.get('0');
    return variable.text;
  }

  /** The variable for writing. Throws when it is read-only. */
  writable(name: string): Variable {
    const target = this.resolve(name);
    let variable = this.table.get(target);
    if (variable?.readonly) throw new ShellError(`${target}: readonly variable`);
    if (!variable) this.table.set(target, (variable = {}));
    return variable;
  }

  /** Text as the attributes of the variable want it. */
  private shape(variable: Variable, text: string): string {
    if (variable.letterCase === 'upper') return text.toUpperCase();
    return variable.letterCase === 'lower' ? text.toLowerCase() : text;
  }

  set(name: string, text: string): void {
    const variable = this.writable(name);
    const shaped = this.shape(variable, text);
    if (variable.list) variable.list[0] = shaped;
    else if (variable.map) variable.map.set('0', shaped);
    else variable.text = shaped;
  }

  setElement(name: string, key: string | number, text: string): void {
    const variable = this.writable(name);
    const shaped = this.shape(variable, text);
    if (typeof key === 'string') {
      (variable.map ??= new Map()).set(key, shaped);
      return;
    }
    variable.list ??= variable.text === undefined ? [] : [variable.text];
    delete variable.text;
    const index = key < 0 ? variable.list.length + key : key;
    if (index < 0 || index > INDEX_MAX) throw new ShellError(`${name}[${key}]: bad array subscript`);
    variable.list[index] = shaped;
  }

  setList(name: string, list: string[]): void {
    const variable = this.writable(name);
    delete variable.text;
    delete variable.map;
    variable.list = list;
  }

  unset(name: string): void {
    const target = this.resolve(name);
    if (this.table.get(target)?.readonly) throw new ShellError(`${target}: cannot unset: readonly variable`);
    this.table.delete(target);
  }

  unsetElement(name: string, key: string | number): void {
    const variable = this.get(name);
    if (typeof key === 'string') variable?.map?.delete(key);
    else if (variable?.list) delete variable.list[key < 0 ? variable.list.length + key : key];
  }

  define(name: string, variable: Variable): void {
    this.table.set(name, variable);
  }

  /** Opens the scope of a function. */
  pushScope(): void {
    this.hidden.push(new Map());
  }

  popScope(): void {
    for (const [name, old] of this.hidden.pop() ?? []) {
      if (old) this.table.set(name, old);
      else this.table.delete(name);
    }
  }

  get inFunction(): boolean {
    return this.hidden.length > 0;
  }

  /** Makes `name` local to the running function. */
  makeLocal(name: string): Variable {
    const scope = this.hidden[this.hidden.length - 1];
    const current = this.table.get(name);
    if (scope.has(name)) return current ?? this.renew(name);
    scope.set(name, current);
    if (current?.readonly) throw new ShellError(`${name}: readonly variable`);
    return this.renew(name, current?.exported);
  }

  private renew(name: string, exported?: boolean): Variable {
    const variable: Variable = exported ? { exported } : {};
    this.table.set(name, variable);
    return variable;
  }

  names(): string[] {
    return [...this.table.keys()].sort();
  }

  /** What a program gets. */
  environment(): Record<string, string> {
    const env: Record<string, string> = {};
    for (const [name, variable] of this.table)
      if (variable.exported && variable.text !== undefined) env[name] = variable.text;
    return env;
  }

  /** For a subshell. */
  clone(): Variables {
    const copy = new Variables();
    for (const [name, variable] of this.table) {
      copy.table.set(name, {
        ...variable,
        ...(variable.list && { list: variable.list.slice() }),
        ...(variable.map && { map: new Map(variable.map) }),
      });
    }
    for (const scope of this.hidden) copy.hidden.push(new Map(scope));
    return copy;
  }
}

/** @returns the keys of an array in its order; `0` for plain text. */
export function keysOf(variable: Variable | undefined): string[] {
  if (variable?.map) return [...variable.map.keys()];
  if (variable?.list) return Object.keys(variable.list);
  return variable?.text === undefined ? [] : ['0'];
}

/** @returns the elements of an array; plain text counts as one. */
export function valuesOf(variable: Variable | undefined): string[] {
  if (variable?.map) return [...variable.map.values()];
  if (variable?.list) return Object.values(variable.list);
  return variable?.text === undefined ? [] : [variable.text];
}
