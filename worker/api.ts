/** Types only: all that the page, the command line and the tests may know of the worker. Plain cloneable data. */

// ---------------------------------------------------------------- scenarios

/** The settings of a simulated cluster, spelled as in the front matter of a scenario and in `cluster.yaml`. */
export interface ClusterSettings {
  /** Kubernetes release, `1.31` to `1.37`. */
  kubernetes: string;
  /** One prefix or two, comma separated; the first is the primary family. */
  serviceSubnet: string;
  podSubnet: string;
  nodeCIDRMaskSize?: number;
  nodeCIDRMaskSizeIPv4?: number;
  nodeCIDRMaskSizeIPv6?: number;
  featureGates: Record<string, boolean>;
  runtimeConfig?: string;
  /** Where node ports come from: `30000-32767` when absent; also `30000+99` or one port. */
  serviceNodePortRange?: string;
  /** Where load balancers get addresses: one prefix or two of different families; absent: nobody provides any. */
  loadBalancerRange?: string;
  /** true: Ready nodes `worker0`, `worker1` … with a kubelet each. */
  kubelet: boolean;
  /** How many nodes have a kubelet; 1 when absent. */
  nodes?: number;
  /** true: the Service kube-system/kube-dns holds the tenth address. */
  kubeDNS: boolean;
  /** Seed of every random choice; a non-negative integer below 2^32. */
  seed: number;
  /** RFC 3339 instant at which the cluster starts. */
  startTime: string;
  /**
   * What is due within this time after a command happens before the next one: a person who reads takes seconds, a script
   * hardly any time.
   */
  pauseSeconds: number;
}

export interface ScenarioFile {
  name: string;
  content: string;
}

/** A question of a lesson. */
export interface LessonQuestion {
  question: string;
  /** What the reader chooses from; without options the answer is typed. */
  options?: string[];
  /** One of the options, or the text to type. */
  answer: string;
  /** Why it is so: shown together with the answer. */
  why: string;
  /** Texts that the run prints and that show the answer: of a prediction in its command's output, else anywhere. */
  evidence?: string[];
}

/** A change to try, as one of: an edit of a file (`cluster.yaml` for the settings), another seed, another release. */
export interface LessonVariation {
  /** `from` stands in the file exactly once. */
  edit?: { file: string; from: string; to: string };
  seed?: number;
  release?: string;
  /** What to look at, in a sentence. */
  watch: string;
  /** Texts that the run prints after the change, and did not print before. */
  evidence?: string[];
}

/** One command block. `interruptedAfter` is set when Ctrl+C ended it: the count of shell statements it had run. */
export interface ScenarioStep {
  command: string;
  /** What the author says the block prints. */
  expected?: string;
  /** Markdown that stands before the block. */
  prose?: string;
  /** Asked before the block runs. */
  predict?: LessonQuestion;
  interruptedAfter?: number;
}

export interface Scenario {
  title: string;
  topic?: string;
  /** How much one should know before: `first`, `everyday` or `deep`. */
  level?: string;
  /** One or two sentences under the title. */
  summary?: string;
  /** Address of the documentation page that the scenario follows, or of the public issue that it is about. */
  source?: string;
  /** What one learns, in one line. */
  learn?: string;
  /** How long a reader takes. */
  minutes?: number;
  /** What is in it, as in `2 ServiceCIDRs, 18 Services`. */
  objects?: string;
  /** Place in the gallery, from 1; those without come last. */
  order?: number;
  /** Recorded cases of real clusters that show the same facts. */
  recordings?: string[];
  /** Text of `cluster.yaml`: the settings as YAML, defaults left out. */
  cluster: string;
  files: ScenarioFile[];
  steps: ScenarioStep[];
  /** How many steps have run when a reader opens it; all when absent. */
  open?: number;
  /** Changes to try after the run. */
  variations?: LessonVariation[];
  /** Questions at the end. */
  check?: LessonQuestion[];
  /** Markdown after the last block. */
  closing?: string;
  /** Name in the gallery, where it comes from there: links keep it instead of the lesson. */
  slug?: string;
}

// ---------------------------------------------------------------- references and diagnostics

export type IPFamily = 'IPv4' | 'IPv6';

export interface ObjectRef {
  kind: string;
  namespace?: string;
  name: string;
}

/** A half-open range of UTF-16 offsets in a file of the scenario, with 1-based line and column of its start. */
export interface SourceRange {
  file: string;
  start: number;
  end: number;
  line: number;
  column: number;
}

export interface Diagnostic {
  severity: 'error' | 'warning' | 'risk' | 'note';
  /** The real server's or kubectl's words where they say it. */
  message: string;
  /** Our own sentence, if it helps. */
  hint?: string;
  object?: ObjectRef;
  fieldPath?: string;
  source?: SourceRange;
  /** Index of the step that raised it. */
  step?: number;
  decision?: number;
  /** Ways out, at most three. */
  fixes?: Fix[];
}

/** A replacement in a file of the scenario; `was` is what stands there, so that an edit of another text is refused. */
export interface TextEdit {
  file: string;
  start: number;
  end: number;
  was: string;
  text: string;
}

/** A way out: a command for the terminal, or an edit. */
export interface Fix {
  label: string;
  command?: string;
  edit?: TextEdit;
}

// ---------------------------------------------------------------- decisions

export interface AddressSpan {
  first: string;
  last: string;
}

/** One walk through one band. Counts that may exceed 2^53 are decimal text. */
export interface BandSearch {
  band: 'static' | 'dynamic';
  /** The value where the walk began: drawn at random. */
  start: string;
  /** How many values the walk looked at, as decimal text. */
  tried: string;
  /** The first values looked at, in order; at most 256. */
  order: string[];
  found?: string;
}

/** One range that the request could have used. */
export interface DecisionRange {
  /** Prefix (`10.96.0.0/28`) or port range (`30000-32767`). */
  range: string;
  /** ServiceCIDR or node names behind the range. */
  names: string[];
  state: 'ready' | 'not ready' | 'terminating';
  /** Values the range may ever hand out, and how many were free before the request. */
  usable: string;
  free: string;
  staticBand?: AddressSpan;
  dynamicBand?: AddressSpan;
  searches: BandSearch[];
  result: 'allocated' | 'full' | 'not ready' | 'not in range' | 'taken' | 'not asked';
}

/** Why a value was given, refused or given back. */
export interface Decision {
  id: number;
  /** Index of the step during which it fell; -1 while the cluster starts. */
  step: number;
  /** Milliseconds since the start of the cluster. */
  atMs: number;
  resource: 'clusterIP' | 'nodePort' | 'healthCheckNodePort' | 'loadBalancerIP' | 'podCIDR' | 'podIP';
  object: ObjectRef;
  request: { family?: IPFamily; value?: string; dryRun?: boolean };
  /** Where real clusters race: the other way in which it often ends, in whole sentences. */
  otherwise?: string;
  /** In the order in which they were asked; of a value that was given back, the range that got it. */
  ranges: DecisionRange[];
  outcome:
    | { kind: 'allocated'; value: string; band?: 'static' | 'dynamic' }
    | {
        kind: 'refused';
        /** The allocator's error text. */
        message: string;
        cause:
          | 'full'
          | 'taken'
          | 'not in range'
          | 'network address'
          | 'broadcast address'
          | 'terminating'
          | 'not ready'
          | 'no range'
          | 'other';
        holder?: ObjectRef;
      }
    | {
        kind: 'released';
        value: string;
        /** `deleted` and `changed` speak of the object, `removed` of the IPAddress that held the value. */
        because: 'deleted' | 'changed' | 'refused' | 'removed';
        /** Of a request that was refused after the value had been given: the server's words. */
        message?: string;
      };
}

/** Why a value was given back, for whoever does it. */
export type ReleaseReason = Pick<Extract<Decision['outcome'], { kind: 'released' }>, 'because' | 'message'>;

// ---------------------------------------------------------------- what a run gives

export interface OutputChunk {
  stream: 'stdout' | 'stderr';
  text: string;
}

export interface TranscriptEntry {
  /** Index into the scenario's steps. */
  step: number;
  command: string;
  output: OutputChunk[];
  exit: number;
  /** Milliseconds since the start of the cluster. */
  startMs: number;
  endMs: number;
  interrupted?: 'stopped' | 'limit';
  /** After how many shell ticks it was stopped: what a replay needs as `interruptedAfter`. */
  ticks?: number;
  /** Decisions that fell while it ran. */
  decisions: number[];
  /** What `kubectl edit` would have shown in an editor, as a new file of the scenario. */
  opened?: ScenarioFile;
}

export type CellCategory = 'dynamic' | 'static' | 'system' | 'leaving' | 'never' | 'free';

/** One address of a range with at most 256 addresses. */
export interface CellView {
  address: string;
  /** `.10` or `::a`: what differs from the range's own address. */
  label: string;
  category: CellCategory;
  /** K, D, S (asked for), s (chosen); empty when free. */
  letter: string;
  /** Why an address is never handed out. */
  role?: 'network' | 'gateway' | 'broadcast';
  staticBand: boolean;
  /** A range of another kind, or a Node, may have the address as well. */
  clash?: boolean;
  holder?: ObjectRef;
  decision?: number;
}

/** One of at most 256 equal parts of a wider range. */
export interface TileView {
  prefix: string;
  label: string;
  usable: string;
  held: string;
  staticBand: boolean;
  /** As in CellView, of any of its addresses. */
  clash?: boolean;
}

export interface HeldAddress {
  address: string;
  category: CellCategory;
  letter: string;
  holder: ObjectRef;
  staticBand: boolean;
  /** Index of the tile that it lies in, where the range is drawn as tiles. */
  tile?: number;
  decision?: number;
}

export interface RangeView {
  kind: 'service' | 'pod';
  prefix: string;
  family: IPFamily;
  /** ServiceCIDRs with this prefix (the Node for its block; none for the cluster's Pod range). */
  owners: { name: string; state: 'ready' | 'not ready' | 'terminating' }[];
  usable: string;
  held: string;
  free: string;
  staticBand?: AddressSpan;
  dynamicBand?: AddressSpan;
  /** Present up to 256 addresses. */
  cells?: CellView[];
  /** Present above 256 addresses. */
  tiles?: TileView[];
  /** In address order; the first 2,000. Of a range of blocks each is a prefix. */
  addresses: HeldAddress[];
  /** True for a range of which whole blocks are handed out: counts are of blocks, and a tile is one or several of them. */
  blocks?: boolean;
  /** Of a part that was asked for: prefixes of 256 addresses that hold any, the first 100, and how many there are. */
  branches?: { prefix: string; held: string }[];
  branchCount?: number;
}

/** Where something lies on a number line: shares of its length, from 0 to 1. */
export interface PlanPlace {
  from: number;
  to: number;
}

/** One row of the address plan. */
export interface PlanLane {
  /** A Service range, a Pod range of the cluster, the block of a Node, or the addresses of the Nodes themselves. */
  kind: 'service' | 'pod' | 'block' | 'node';
  /** Absent for the addresses of the Nodes. */
  prefix?: string;
  /** ServiceCIDRs or Nodes. */
  names: string[];
  /** Of a Service range that is not ready. */
  state?: 'not ready' | 'terminating';
  pieces: (PlanPlace & { text: string })[];
}

/** Addresses that lie in two lanes: all of the inner one. */
export interface PlanOverlap extends PlanPlace {
  /** Indices of lanes. */
  inner: number;
  outer: number;
  /** The inner prefix, or the address of a Node. */
  text: string;
  first: string;
  last: string;
  /** Of two Service ranges: addresses that the inner one never gives, but the outer one does. */
  onlyOuter: string[];
}

/** All ranges of one family on one number line, on which the stretches that nobody uses are cut short. */
export interface AddressPlan {
  family: IPFamily;
  lanes: PlanLane[];
  /** How many lanes are not drawn. */
  hidden: number;
  gaps: PlanPlace[];
  overlaps: PlanOverlap[];
}

export type HostsLineOrigin =
  'header' | 'loopback' | 'ipv6' | 'podIP' | 'node' | 'blank' | 'comment' | 'alias' | 'edited';

export interface HostsLine {
  text: string;
  origin: HostsLineOrigin;
  /** Where it comes from, as a field path or in words: `status.podIPs[0]`, `spec.hostAliases[1]`, `kubelet`. */
  from: string;
  address?: string;
  names?: string[];
  /** For an alias whose Pod was read from a file of the scenario. */
  source?: SourceRange;
}

export interface HostsFileView {
  pod: ObjectRef;
  node: string;
  phase: string;
  hostNetwork: boolean;
  podIPs: string[];
  /** Containers that see this file; a container with its own mount is listed under `own`. */
  containers: string[];
  own: string[];
  text: string;
  lines: HostsLine[];
}

/** A hosts file as it would be otherwise. */
export interface HostsVariant {
  name: string;
  /** What was done, in a sentence or as a command. */
  how: string;
  /** Absent where it could not be done. */
  file?: HostsFileView;
  /** What stood against it, in the words of the cluster. */
  fault?: string;
}

export interface FileState {
  name: string;
  state: 'in use' | 'applied' | 'not applied' | 'broken';
  /** Index of the last step that read it. */
  step?: number;
}

/** An object that a file of the scenario speaks of, and where: the whole document. */
export interface ManifestView {
  object: ObjectRef;
  source: SourceRange;
}

export interface RunResult {
  requestId: number;
  /** False when a newer request was waiting and this one was not finished. */
  complete: boolean;
  /** Exact version, `v1.36.3`. */
  version: string;
  settings: ClusterSettings;
  nowMs: number;
  transcript: TranscriptEntry[];
  diagnostics: Diagnostic[];
  files: FileState[];
  /** In the order of the files and their documents. */
  manifests: ManifestView[];
  ranges: RangeView[];
  hosts: HostsFileView[];
  decisions: Decision[];
}

export interface RunRequest {
  requestId: number;
  scenario: Scenario;
  /** How many of its steps to run. */
  upTo: number;
}

/** What could not even start: the settings are broken. The page keeps its last good result. */
export interface RunFailure {
  requestId: number;
  diagnostics: Diagnostic[];
}

// ---------------------------------------------------------------- objects

/** A kind of which the cluster has objects. */
export interface ObjectKind {
  /** `services`, `ipaddresses.networking.k8s.io`. */
  resource: string;
  kind: string;
  count: number;
  /** None for objects of the whole cluster. */
  namespaces: { name: string; count: number }[];
}

export interface ResourceObjectRef extends ObjectRef {
  resource: string;
}

/** The table that the server prints, without its wide columns. */
export interface ObjectTable {
  columns: string[];
  rows: { ref: ResourceObjectRef; cells: string[] }[];
}

export interface RelatedObject {
  /** What it is to the object in question: `owner`, `its address`. */
  relation: string;
  ref: ResourceObjectRef;
}

/** One object from all sides; the texts are kubectl's. */
export interface ObjectDetail {
  ref: ResourceObjectRef;
  /** Without managed fields, which stand in `managedFields`. */
  yaml: string;
  managedFields: string;
  managers: number;
  description: string;
  events: string;
  related: RelatedObject[];
  /** Why it is still there although it is being deleted, in sentences. */
  holders: string[];
}

// ---------------------------------------------------------------- the editor

/** A word that fits at a place of a file. */
export interface YamlCompletion {
  label: string;
  kind: 'field' | 'value' | 'object';
  /** The type of a field, or what the value is. */
  detail: string;
  isRequired?: boolean;
  description?: string;
  /** What takes the place of the range, with the indentation of further lines. */
  text: string;
}

export interface YamlCompletions {
  /** The half-open range of offsets that the chosen text replaces. */
  start: number;
  end: number;
  items: YamlCompletion[];
}

/** What is known of the field at a place of a file. */
export interface YamlHover {
  start: number;
  end: number;
  /** `spec.ports[].nodePort` */
  path: string;
  type: string;
  isRequired: boolean;
  /** First simulated release that knows the field, where that is not all of them. */
  since?: string;
  description: string;
  /** Values it may have, where they are named. */
  values: { value: string; description: string }[];
  /** Where the value came from that the cluster has for it, in a sentence. */
  origin?: string;
}

/** A value that the cluster gave and the file does not name. */
export interface AllocatedValue {
  /** Offset of the end of the line that it belongs to, and the number of that line from 1. */
  offset: number;
  line: number;
  field: string;
  value: string;
  /** Where it came from, in a sentence. */
  origin?: string;
}

/** What the cluster says of the text of a file, which it leaves as it is. */
export interface FileCheck {
  /** The server's refusals and warnings of a dry run, and what kubectl refuses before. */
  diagnostics: Diagnostic[];
  allocated: AllocatedValue[];
}

// ---------------------------------------------------------------- the timeline

/** Something that an actor did. */
export interface TimelineEntry {
  /** Milliseconds since the start of the cluster; of writes and Events only the second is known. */
  atMs: number;
  /** Index of the step during which it was; -1 while the cluster starts. */
  step: number;
  /** `You`, or the component as the API names it. */
  actor: string;
  kind: 'command' | 'decision' | 'change' | 'event';
  /** A command, or the reason and the message of an Event; of a change the subresource. */
  text?: string;
  decision?: number;
  object?: ObjectRef;
  tone?: 'refused' | 'warning';
}

/** One side of a comparison. */
export interface RunSide {
  scenario: Scenario;
  upTo: number;
  /** Instead of the scenario's own. */
  release?: string;
  seed?: number;
}

/** What one side has, and the other; absent where it has no such thing. */
export interface RunDifference {
  name: string;
  a?: string;
  b?: string;
}

export interface RunDifferences {
  /** Names are kind, namespace and name; texts are YAML without times and uids. */
  objects: RunDifference[];
  /** By address: the holder. */
  addresses: RunDifference[];
  /** By Pod: the file. */
  hosts: RunDifference[];
  /** By step: the command and what it printed. */
  transcript: RunDifference[];
  /** How many objects are on both sides the same. */
  sameObjects: number;
  /** Exact versions of Kubernetes. */
  versions: [string, string];
}

// ---------------------------------------------------------------- the worker's functions

/** What the page calls over Comlink. One request runs, one waits; an older waiting one is dropped. */
export interface PlaygroundWorker {
  /**
   * Runs a scenario. When it only adds steps to the scenario that ran last, only those are run.
   * @param onOutput gets the output of the step that is running, as it is written.
   * @returns undefined when a newer request replaced this one before it began.
   */
  run(
    request: RunRequest,
    onOutput: (step: number, chunk: OutputChunk) => void,
  ): Promise<{ result: RunResult } | { failure: RunFailure } | undefined>;
  /** Risks of the cluster that ran last: `diagnostics` of the severity `risk`, which no server names. */
  risks(): Promise<Diagnostic[]>;
  /**
   * A part of a range of the cluster that ran last, drawn as a range of its own; bands are those of the whole.
   * @returns undefined when there is no such range, or the part does not lie in it.
   */
  rangePart(kind: RangeView['kind'], prefix: string, part: string): Promise<RangeView | undefined>;
  /** The address plan of the cluster that ran last. */
  addressPlan(): Promise<AddressPlan[]>;
  /**
   * In which tile of a range, or of a part of it as `rangePart` draws it, each address lies; -1 for none.
   * @param addresses or prefixes of blocks.
   */
  tilesOf(kind: RangeView['kind'], prefix: string, part: string, addresses: readonly string[]): Promise<number[]>;
  /**
   * The hosts file of a Pod as it is, after an edit inside, after a restart, and with or without the host network, each
   * tried in a copy of the cluster.
   */
  hostsVariants(pod: ObjectRef): Promise<HostsVariant[]>;
  /** What each actor did in the cluster that ran last. */
  timeline(): Promise<TimelineEntry[]>;
  /** Runs both sides in clusters of their own. @returns `fault` when one of them cannot start. */
  compareRuns(a: RunSide, b: RunSide): Promise<RunDifferences | { fault: string }>;
  /** Ctrl+C: ends the running command; what it printed stays. */
  stop(): Promise<void>;
  /** The scenario with one of its variations made, to be run from its start. */
  applyVariation(scenario: Scenario, variation: LessonVariation): Promise<Scenario>;
  /** Reads a scenario's Markdown; diagnostics of its form name `file`. */
  parseScenario(markdown: string, file?: string): Promise<{ scenario: Scenario } | { diagnostics: Diagnostic[] }>;
  /** The fragment of a link, with the leading `#`. `upTo` as in RunRequest. */
  encodeLink(scenario: Scenario, upTo: number): Promise<string>;
  /** Reads such a fragment; `error` is one sentence for the reader. */
  decodeLink(fragment: string): Promise<{ scenario: Scenario; upTo: number } | { error: string }>;
  /** Completions of the word at the end of `line`. */
  complete(line: string): Promise<string[]>;
  /** True for a command that wants another line: an open quote, here-document or loop. */
  isIncomplete(source: string): Promise<boolean>;
  /** Kinds of the cluster as it is now, with counts. */
  objectKinds(): Promise<ObjectKind[]>;
  /** The objects of a kind, in one namespace or in all. */
  objectTable(resource: string, namespace?: string): Promise<ObjectTable>;
  /** @returns undefined when there is no such object. */
  objectDetail(ref: ResourceObjectRef): Promise<ObjectDetail | undefined>;
  /** Words that fit at an offset of a file of the scenario, against the cluster as it is now. */
  completeYAML(file: string, text: string, offset: number): Promise<YamlCompletions | undefined>;
  /** The field at an offset of a file. */
  hoverYAML(file: string, text: string, offset: number): Promise<YamlHover | undefined>;
  /** A dry run of a manifest, and what was allocated for its objects. Nothing changes. @returns undefined without a cluster. */
  checkYAML(file: string, text: string): Promise<FileCheck | undefined>;
  /** The text with even indentation and all of its comments; `fault` says why it stays as it is. */
  formatYAML(text: string): Promise<{ text: string } | { fault: string }>;
}
