/** The Kubernetes REST API as an interface: kubectl, controllers, kubelet, page and HTTP adapter are its clients. */

import type { HostsLine } from '../api';
import type { KubernetesObject, Status } from './objects';

/** A request. Bodies and answers are plain JSON values; whoever receives one must not change it. */
export interface ApiRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** `/api/v1/namespaces/default/services/web`, without query. */
  path: string;
  query?: Readonly<Record<string, string>>;
  /** Lower-case names: `accept`, `content-type` (decides the patch type), `user-agent`. */
  headers?: Readonly<Record<string, string>>;
  /** A JSON value; a string is taken as JSON or YAML text, as it came over HTTP. */
  body?: unknown;
  /** Instead of a body: why it could not be decoded, and its bytes in hexadecimal. */
  broken?: { error: string; hex: string };
}

export interface ApiResponse {
  status: number;
  /** Texts of the `Warning: 299` headers, in order. */
  warnings: readonly string[];
  /** An object, a list, a Table, a Status; a string for `/log` and the like. */
  body: unknown;
}

export interface WatchEvent<T = KubernetesObject> {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  object: T;
}

/** Streams of an exec or attach. */
export interface ExecStreams {
  stdin?: string;
  stdout(text: string): void;
  stderr(text: string): void;
  signal?: AbortSignal;
  /** Lets virtual time pass; given by the caller, whose command is in the foreground. */
  sleep(ms: number): Promise<void>;
}

export type ExecResult = { exit: number } | { status: Status };

export interface ApiClient {
  /** Answers at once: a request takes no virtual time. */
  request(request: ApiRequest): ApiResponse;
  /**
   * Opens a watch. `onEvent` is called inside the write that caused it, in order of resource versions, so it may only
   * note what is to be done. Without `resourceVersion` the present objects come first as ADDED.
   * @returns the function that closes it.
   */
  watch(request: ApiRequest, onEvent: (event: WatchEvent) => void): () => void;
  /** `POST …/pods/NAME/exec` and `…/attach`: the server passes it on to the node's kubelet. */
  exec(request: ApiRequest, streams: ExecStreams): Promise<ExecResult>;
  /** `/openapi/v3/…` and `/openapi/v2`, whose texts are loaded when first asked for. */
  openAPI(path: string): Promise<ApiResponse>;
}

/** The hosts file of one Pod, as its kubelet knows it; lines are those it wrote, or those that stand there after an edit inside. */
export interface HostsFile {
  podUID: string;
  /** Containers that see the managed file. */
  containers: readonly string[];
  /** Containers that mount their own /etc/hosts. */
  own: readonly string[];
  text: string;
  lines: readonly HostsLine[];
}

/** What a kubelet offers to the API server for the streaming subresources of its Pods. */
export interface NodeConnection {
  /** `…/log`: the text, or the Status of the refusal. */
  log(pod: KubernetesObject, query: Readonly<Record<string, string>>): string | Status;
  exec(pod: KubernetesObject, container: string, argv: readonly string[], streams: ExecStreams): Promise<ExecResult>;
  /** What a running container prints from now on, until it ends; what `stdin` holds goes to its standard input. */
  attach(pod: KubernetesObject, container: string, streams: ExecStreams): Promise<ExecResult>;
  /** Of the Pods that have a managed hosts file now, in the order in which they came. */
  hostsFiles(): readonly HostsFile[];
}
