/** What a kind tells the server about itself: names, schema, defaults, rules, columns. */

import type { KubernetesObject, Status } from '../../kubernetes/objects';
import type { Env } from '../env';
import type { FieldError } from '../field-errors';
import type { NameRule } from '../validation/names';

export interface Column<T extends KubernetesObject = KubernetesObject> {
  name: string;
  type?: 'string' | 'integer' | 'date';
  format?: string;
  /** Shown by `-o wide` only. */
  wide?: boolean;
  cell(object: T, env: Env): string | number | null;
}

/** What a write holds while it runs: addresses and ports that last only when it is committed. */
export interface Transaction {
  commit(): void;
  /** @param refusal of the write; absent for a dry run. */
  rollback(refusal?: Status): void;
}

export interface Write<T extends KubernetesObject = KubernetesObject> {
  /** The new object, still free to change. */
  object: T;
  /** The stored one; absent on create. */
  old?: T;
  dryRun: boolean;
}

/** A part of an object that is written under a path of its own. */
export interface Subresource<T extends KubernetesObject = KubernetesObject> {
  isServed?(env: Env): boolean;
  /** Takes back all that cannot be changed here. */
  prepare(object: T, old: T, env: Env): void;
  validate(object: T, old: T, env: Env): FieldError[];
}

export interface Strategy<T extends KubernetesObject = KubernetesObject> {
  group: string;
  /** The version that is stored. */
  version: string;
  /** All versions served in this release; absent: only `version`. An empty list: not served. */
  versions?(env: Env): readonly string[];
  kind: string;
  resource: string;
  singular: string;
  shortNames?: readonly string[];
  categories?: readonly string[];
  namespaced: boolean;
  /** What discovery says can be done; absent: everything. */
  verbs?: readonly string[];
  /** Name in the schema, when it is not `kind`. */
  type?: string;
  /** Key prefix in etcd, as storage errors print it. */
  storagePrefix?: string;
  nameRule: NameRule;
  /** generateName is not expanded (IPAddress). */
  keepsGenerateName?: boolean;
  /** metadata.generation: counts changes of the spec, or is decided by `isNewGeneration`. */
  hasGeneration?: boolean | ((env: Env) => boolean);
  isNewGeneration?(object: T, old: T): boolean;
  hasStatus?: boolean;
  /** Writes of the object itself store the status that was sent. */
  storesSentStatus?(env: Env): boolean;
  /** spec.replicas can be read and set through the scale subresource. */
  hasScale?: boolean;
  /** Parts with rules of their own, by the last word of their path. */
  subresources?: Readonly<Record<string, Subresource<T>>>;
  /** PUT to a missing name creates it. */
  createsOnUpdate?: boolean;
  /** DELETE answers with the object. */
  returnsDeleted?: boolean;
  /** The garbage collector leaves the kind alone, so that how its dependents go says nothing. */
  hasNoDependents?: boolean;
  /** Default of gracePeriodSeconds of a deletion; absent: none, removed at once. */
  gracePeriodSeconds?(object: T): number;

  setDefaults?(object: T, env: Env): void;
  /** What the server sets itself, whatever was sent. */
  prepareForCreate?(object: T, env: Env): void;
  prepareForUpdate?(object: T, old: T, env: Env): void;
  /** Admission plugins that change the object. */
  admit?(write: Write<T>, env: Env): Status | undefined;
  /** Allocations, before validation (services.md 0.3). */
  begin?(write: Write<T>, env: Env): Transaction | Status;
  /** Rules of the fields; metadata is checked by the server. */
  validate?(object: T, env: Env): FieldError[];
  validateUpdate?(object: T, old: T, env: Env): FieldError[];
  validateStatus?(object: T, old: T, env: Env): FieldError[];
  /** What a write of the status subresource may change beside status. */
  prepareStatus?(object: T, old: T, env: Env): void;
  warnings?(object: T, old: T | undefined, env: Env): string[];
  /** Warnings of every request, reads included. */
  deprecation?(env: Env): string | undefined;
  afterDelete?(object: T, env: Env): void;

  columns: readonly Column<T>[];
  /** A row may carry more cells than there are columns. */
  extraCells?(object: T, env: Env): (string | number | null)[];
  /** Field selectors beside metadata.name and metadata.namespace; absent for kinds that have nothing of their own to say of them. */
  selectableFields?: Readonly<Record<string, (object: T) => string>>;
}

/** Any kind, for tables of them. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyStrategy = Strategy<any>;
