/** What the page calls: runs the newest request, keeps the cluster that runs, and only adds steps to it where that is enough. */

import type { OutputChunk, PlaygroundWorker, RunRequest, Scenario, ScenarioStep } from './api';
import { isCoreTrap, type CompiledCore } from './core';
import { Session, settingsOf } from './session';
import { prefetchTools } from './shell';
import { isIncomplete } from './shell';
import { readManifests } from './views/manifests';

/** What the page shows when the core trapped: a fault of the program, not of what was typed. */
const CORE_STOPPED = 'the part that computes addresses met a fault in itself';

type Answer = Awaited<ReturnType<PlaygroundWorker['run']>>;
type OnOutput = (step: number, chunk: OutputChunk) => void;

/** The cluster that ran last, and what it ran. */
interface Live {
  session: Session;
  cluster: string;
  files: Scenario['files'];
  steps: ScenarioStep[];
  /** As it was shown last. */
  scenario: Scenario;
}

interface Waiting {
  request: RunRequest;
  onOutput: OnOutput;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

/** @param compiled the core, or what becomes it; every cluster gets an instance of its own. */
export function createPlayground(compiled: CompiledCore | Promise<CompiledCore>): PlaygroundWorker {
  let live: Live | undefined;
  /** The cluster of the last run that was finished: the editor asks it, also while the next one runs. */
  let settled: Live | undefined;
  let waiting: Waiting | undefined;
  let isRunning = false;
  let stopper: AbortController | undefined;
  /** Asked to stop before the step had begun. */
  let stopsNext = false;

  async function work(): Promise<void> {
    isRunning = true;
    while (waiting) {
      const { request, onOutput, resolve, reject } = waiting;
      waiting = undefined;
      try {
        resolve(await runRequest(request, onOutput));
      } catch (error) {
        // The next request starts a cluster with a core of its own.
        live = settled = undefined;
        reject(isCoreTrap(error) ? new Error(CORE_STOPPED) : error);
      }
      stopsNext = false;
    }
    isRunning = false;
  }

  async function runRequest(request: RunRequest, onOutput: OnOutput): Promise<Answer> {
    const { scenario, requestId } = request;
    for (const { command } of scenario.steps.slice(0, request.upTo)) prefetchTools(command);
    const core = await compiled;
    const checked = settingsOf(core, scenario);
    if ('diagnostics' in checked) return { failure: { requestId, diagnostics: checked.diagnostics } };
    const broken = newlyBroken(scenario);
    if (broken.length > 0) return { failure: { requestId, diagnostics: broken } };

    if (!live || !isContinuation(live, request)) {
      live = undefined;
      const session = await Session.start(core, checked.settings, scenario.files);
      live = { session, cluster: scenario.cluster, files: scenario.files, steps: [], scenario };
    }
    live.scenario = scenario;
    const { session, steps } = live;
    let isComplete = true;
    for (let index = steps.length; index < request.upTo; index++) {
      if (waiting) {
        isComplete = false;
        break;
      }
      await runStep(live, scenario.steps[index], (chunk) => onOutput(index, chunk));
    }
    if (isComplete) settled = live;
    return { result: { ...session.result(requestId, scenario), complete: isComplete } };
  }

  async function runStep(target: Live, step: ScenarioStep, onOutput: (chunk: OutputChunk) => void): Promise<void> {
    stopper = new AbortController();
    if (stopsNext) stopper.abort();
    stopsNext = false;
    const entry = await target.session.runStep(step, { onOutput, signal: stopper.signal });
    stopper = undefined;
    target.steps.push(entry.ticks === undefined ? step : { ...step, interruptedAfter: entry.ticks });
  }

  /** A file that steps have read and that has become unreadable: the last good result is worth more than a new one. */
  function newlyBroken(scenario: Scenario) {
    if (!live) return [];
    const before = readManifests(live.files);
    const now = readManifests(scenario.files);
    const names = scenario.files
      .map((file) => file.name)
      .filter((name) => now.isBroken(name) && live!.session.hasRead(name) && !before.isBroken(name));
    return now.diagnostics.filter((diagnostic) => diagnostic.source && names.includes(diagnostic.source.file));
  }

  return {
    run(request, onOutput) {
      waiting?.resolve(undefined);
      return new Promise((resolve, reject) => {
        waiting = { request, onOutput, resolve, reject };
        if (!isRunning) void work();
      });
    },
    rangePart: async (kind, prefix, part) => {
      const { rangePart } = await import('./views/part');
      return live && rangePart(live.session.facts(0, live.scenario), kind, prefix, part);
    },
    addressPlan: async () => {
      const { addressPlan } = await import('./views/plan');
      return live ? addressPlan({ ...live.session.facts(0, live.scenario), decisions: [] }) : [];
    },
    tilesOf: async (kind, prefix, part, addresses) => {
      const { tilesOf } = await import('./views/part');
      return live ? tilesOf(live.session.facts(0, live.scenario), kind, prefix, part, addresses) : [];
    },
    risks: async () => {
      const { risksOf } = await import('./views/risks');
      return live ? risksOf(live.session.facts(0, live.scenario)) : [];
    },
    hostsVariants: async (pod) => {
      if (!live) return [];
      const { scenario, steps, files } = live;
      const checked = settingsOf(await compiled, scenario);
      if ('diagnostics' in checked) return [];
      const copy = await Session.start(await compiled, checked.settings, files);
      for (const step of [...steps]) await copy.runStep(step);
      return (await import('./variants')).hostsVariants(copy, scenario, pod);
    },
    timeline: async () => (live ? (await import('./timeline')).timelineOf(live.session.facts(0, live.scenario)) : []),
    compareRuns: async (a, b) => (await import('./compare-runs')).compareRuns(await compiled, a, b),
    stop: async () => {
      if (stopper) stopper.abort();
      else stopsNext = isRunning;
    },
    applyVariation: async (scenario, variation) =>
      (await import('./scenario/lesson')).applyVariation(scenario, variation),
    parseScenario: async (markdown, file) => (await import('./scenario/markdown')).parseScenario(markdown, file),
    encodeLink: async (scenario, upTo) => (await import('./scenario/links')).encodeLink(scenario, upTo),
    decodeLink: async (fragment) => (await import('./scenario/links')).decodeLink(fragment),
    complete: async (line) => (await live?.session.complete(line)) ?? [],
    isIncomplete: async (source) => isIncomplete(source),
    objectKinds: async () => (live ? (await import('./objects')).listKinds(live.session.cluster) : []),
    objectTable: async (resource, namespace) =>
      live ? (await import('./objects')).tableOf(live.session.cluster, resource, namespace) : { columns: [], rows: [] },
    completeYAML: async (file, text, offset) =>
      (await import('./editor')).completeYAML(settled?.session.edited, file, text, offset),
    hoverYAML: async (file, text, offset) =>
      (await import('./editor')).hoverYAML(settled?.session.edited, file, text, offset),
    checkYAML: async (file, text) =>
      settled && (await import('./editor')).checkYAML(settled.session.edited, settled.scenario, file, text),
    formatYAML: async (text) => (await import('./editor/format')).formatYAML(text),
    objectDetail: async (ref) => live && (await import('./objects')).detailOf(live.session.cluster, ref),
  };
}

/** True when the request has the same settings and files, and begins with the steps that have run. */
function isContinuation(live: Live, { scenario, upTo }: RunRequest): boolean {
  return (
    live.cluster === scenario.cluster &&
    upTo >= live.steps.length &&
    live.files.length === scenario.files.length &&
    live.files.every(
      (file, index) => file.name === scenario.files[index].name && file.content === scenario.files[index].content,
    ) &&
    live.steps.every((step, index) => {
      const wanted = scenario.steps[index];
      return (
        step.command === wanted.command && (wanted.interruptedAfter ?? step.interruptedAfter) === step.interruptedAfter
      );
    })
  );
}
