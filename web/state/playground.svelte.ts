/** The one mutable state of the page: the scenario that the reader works on, and the newest good result of it. */

import type { Diagnostic, FileState, RunResult, Scenario, ScenarioFile, TextEdit } from '../../worker/api';
import { Simulator, WorkerLost } from '../simulator';
import { saveDraft } from './draft';
import type { FirstVisit } from './first-visit';
import { History, type Moment } from './history.svelte';
import { Live } from './live.svelte';
import { Muted } from './muted.svelte';
import { outcomeOf, summarise } from './outcome';
import {
  contentOf,
  filesOf,
  firstQuestion,
  freeName,
  nameFault,
  withContent,
  withoutStep,
  withRenamedFile,
  withStep,
  withStops,
} from './scenario-edits';
import { setTopLevel } from './settings-text';
import { CLUSTER_FILE, type Notice } from './types';

const IDLE_MS = 150;
/** Only what takes longer than this is worth saying that it runs. */
const BUSY_AFTER_MS = 400;
/** A worker that does not answer to Stop within this time is ended. */
const STOP_ANSWER_MS = 1_000;

type Cause = 'open' | 'edit' | 'command';

const EMPTY: Scenario = { title: '', cluster: '', files: [], steps: [] };

export class Playground {
  readonly simulator = new Simulator();
  readonly history = new History();
  readonly live = new Live();
  readonly muted = new Muted();
  /** Of the page, where the work began: a draft is kept for it. */
  address = '';
  /** Called with each result that is shown. */
  onResult: (result: RunResult, before: RunResult | undefined) => void = () => {};
  /** Gets the text of a command that had to be given up, so that it is not lost. */
  onCommandLost: (command: string) => void = () => {};
  /** Called when a file came into being that the reader wants to see. */
  onFileOpened: (name: string) => void = () => {};

  /** Files that were broken when the scenario was opened: its author wants them so. */
  #brokenFromStart: string[] = [];
  #scenario = $state.raw(EMPTY);
  #upTo = $state(0);
  #result = $state.raw<RunResult>();
  /** Of the newest text, even while the last good result is shown. */
  #diagnostics = $state.raw<Diagnostic[]>([]);
  /** Of the newest result; they come a moment later. */
  #risks = $state.raw<Diagnostic[]>([]);
  #fileStates = $state.raw<FileState[]>([]);
  #stale = $state.raw<Diagnostic>();
  #status = $state('');
  #notice = $state.raw<Notice>();
  #isRunning = $state(false);
  #isBusy = $state(false);
  #runsCommand = $state(false);
  #hasBegun = $state(false);

  /** The newest moment, while an earlier one is looked at. */
  #present = $state.raw<Moment>();
  /** Called with what was the newest moment when something is changed in an earlier one. */
  onFork: (left: Moment) => void = () => {};

  #requestId = 0;
  #isEnding = false;
  #crashes = 0;
  #current: Promise<void> = Promise.resolve();
  #idle: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    this.simulator.onBegin = () => (this.#hasBegun = true);
  }

  /** True once there is a worker to ask. */
  get hasBegun() {
    return this.#hasBegun;
  }
  get scenario() {
    return this.#scenario;
  }
  /** How many steps have run or are running. */
  get upTo() {
    return this.#upTo;
  }
  get result() {
    return this.#result;
  }
  #allDiagnostics = $derived([...this.#diagnostics, ...this.#risks]);
  get diagnostics() {
    return this.#allDiagnostics;
  }
  #shownProblems = $derived(this.#allDiagnostics.filter((one) => !this.muted.has(this.#scenario, one)));
  /** Without the risks that the reader turned off. */
  get problems() {
    return this.#shownProblems;
  }
  get fileStates() {
    return this.#fileStates;
  }
  /** The fault in the text while an older result is shown. */
  get stale() {
    return this.#stale;
  }
  get status() {
    return this.#status;
  }
  get notice() {
    return this.#notice;
  }
  get isBusy() {
    return this.#isBusy;
  }
  /** True while a command that the reader started has not ended. */
  get runsCommand() {
    return this.#runsCommand;
  }
  get isRunning() {
    return this.#isRunning;
  }

  #outcome = $derived(this.#result && outcomeOf(this.#result));
  get outcome() {
    return this.#outcome;
  }

  get files() {
    return filesOf(this.#scenario);
  }

  // ------------------------------------------------------------------ opening

  /** Shows another scenario. @param address that it came from. */
  open(moment: Moment, address = this.address) {
    if (this.#scenario !== EMPTY) this.history.remember(this.#now());
    this.#present = undefined;
    this.address = address;
    this.#set(moment);
    this.#request('open');
  }

  /** Shows a scenario whose result is known, before there is a worker. */
  show({ scenario, upTo, result, risks }: FirstVisit) {
    if (this.simulator.isRunning) return this.open({ scenario, upTo });
    this.#scenario = scenario;
    this.#upTo = upTo;
    this.simulator.expect({ requestId: 0, scenario, upTo });
    this.#take(result, 'open', risks);
  }

  /**
   * @param slug of the gallery's scenario that it is.
   * @param address as for `open`.
   * @param asLesson whether it stands before its first question, not where its author left it.
   */
  async openMarkdown(markdown: string, slug?: string, address = this.address, asLesson = false) {
    const read = await this.simulator.parseScenario(markdown);
    if ('scenario' in read) {
      const scenario = slug === undefined ? read.scenario : { ...read.scenario, slug };
      const { open, steps } = scenario;
      this.open({ scenario, upTo: asLesson ? firstQuestion(scenario) : (open ?? steps.length) }, address);
    } else this.say({ tone: 'refused', text: read.diagnostics[0]?.message ?? 'The scenario cannot be read.' });
  }

  say(notice: Notice | undefined) {
    this.#notice = notice;
  }

  // ------------------------------------------------------------------ files

  edit(name: string, content: string) {
    if (contentOf(this.#scenario, name) === content) return;
    this.history.remember(this.#now(), `edit ${name}`);
    this.#set({ scenario: withContent(this.#scenario, name, content), upTo: this.#upTo });
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#request('edit'), IDLE_MS);
  }

  /** @returns false when the file no longer says what the edit replaces. */
  applyEdit({ file, start, end, was, text }: TextEdit): boolean {
    const content = contentOf(this.#scenario, file);
    if (content === undefined || content.slice(start, end) !== was) return false;
    this.#change(withContent(this.#scenario, file, content.slice(0, start) + text + content.slice(end)));
    return true;
  }

  /** @returns the new file's name. */
  addFile(): string {
    const name = freeName(this.#scenario);
    this.#change({ ...this.#scenario, files: [...this.#scenario.files, { name, content: '' }] });
    return name;
  }

  /** Adds files under their names, or under like ones where these are taken. @returns the new names. */
  addFiles(added: readonly ScenarioFile[]): string[] {
    let scenario = this.#scenario;
    const names = added.map(({ name: wanted, content }) => {
      const name = freeName(scenario, wanted);
      scenario = { ...scenario, files: [...scenario.files, { name, content }] };
      return name;
    });
    if (names.length > 0) this.#change(scenario);
    return names;
  }

  /** @returns why not, or nothing when it is done. */
  renameFile(name: string, to: string): string | undefined {
    if (to === name) return undefined;
    const fault = nameFault(this.#scenario, to);
    if (!fault) this.#change(withRenamedFile(this.#scenario, name, to));
    return fault;
  }

  deleteFile(name: string) {
    this.#change({ ...this.#scenario, files: this.#scenario.files.filter((file) => file.name !== name) });
  }

  setRelease(release: string) {
    if (release !== this.#result?.settings.kubernetes)
      this.#change(
        withContent(this.#scenario, CLUSTER_FILE, setTopLevel(this.#scenario.cluster, 'kubernetes', `"${release}"`)),
      );
  }

  /** Draws every random choice again, with the next seed. */
  reroll() {
    const seed = (this.#result?.settings.seed ?? 0) + 1;
    this.#change(
      withContent(this.#scenario, CLUSTER_FILE, setTopLevel(this.#scenario.cluster, 'seed', String(seed % 2 ** 32))),
    );
  }

  // ------------------------------------------------------------------ steps

  /** Runs a command as the next step, before the scenario's own next one. */
  runCommand(command: string) {
    this.history.remember(this.#now());
    this.#set({ scenario: withStep(this.#scenario, this.#upTo, command), upTo: this.#upTo + 1 });
    this.#request('command');
  }

  get nextStep() {
    return this.#scenario.steps[this.#upTo];
  }

  runNext() {
    if (!this.nextStep) return;
    this.history.remember(this.#now());
    this.#set({ scenario: this.#scenario, upTo: this.#upTo + 1 });
    this.#request('command');
  }

  /** Runs the scenario's own commands until so many steps have run. */
  runUpTo(upTo: number) {
    if (upTo <= this.#upTo || upTo > this.#scenario.steps.length) return;
    this.history.remember(this.#now());
    this.#set({ scenario: this.#scenario, upTo });
    this.#request('command');
  }

  /** Takes a command out and runs the others again; the text stays in the prompt's history. */
  undoCommand(index: number) {
    const step = this.#scenario.steps[index];
    if (!step || index >= this.#upTo) return;
    this.history.remember(this.#now());
    this.#set({ scenario: withoutStep(this.#scenario, index), upTo: this.#upTo - 1 });
    this.#request('edit');
  }

  /** Resolves when what runs has run. */
  settled(): Promise<void> {
    return this.#current;
  }

  get present() {
    return this.#present;
  }

  /** Shows the cluster after so many steps. The steps after them stay: looking loses nothing. */
  lookAt(upTo: number) {
    if (upTo === this.#upTo || upTo < 0 || upTo > this.#scenario.steps.length) return;
    this.#present ??= this.#now();
    this.#set({ scenario: this.#scenario, upTo });
    this.#request('open');
  }

  startAgain() {
    this.history.remember(this.#now());
    this.#set({ scenario: this.#scenario, upTo: 0 });
    this.#request('open');
  }

  undo() {
    this.#travel(this.history.undo(this.#now()));
  }

  redo() {
    this.#travel(this.history.redo(this.#now()));
  }

  /** Ctrl+C. What the command printed stays; a worker that does not answer is ended. */
  async stop() {
    if (!this.#isRunning || this.#isEnding) return;
    this.#isEnding = true;
    const current = this.#current;
    this.simulator.stop().catch(() => {});
    const ended = await Promise.race([current.then(() => true), waitAwake(STOP_ANSWER_MS).then(() => false)]);
    this.#isEnding = false;
    if (!ended && this.#current === current && this.#isRunning) this.#giveUpCommand('It did not stop');
  }

  // ------------------------------------------------------------------ inside

  #now(): Moment {
    return { scenario: this.#scenario, upTo: this.#upTo };
  }

  #change(scenario: Scenario) {
    this.history.remember(this.#now());
    this.#set({ scenario, upTo: this.#upTo });
    this.#request('edit');
  }

  #travel(moment: Moment | undefined) {
    if (!moment) return;
    this.#present = undefined;
    this.#set(moment);
    this.#request('open');
  }

  #set({ scenario, upTo }: Moment) {
    const present = this.#present;
    if (present && scenario !== present.scenario) {
      this.#present = undefined;
      this.onFork(present);
    } else if (present && upTo >= present.upTo) this.#present = undefined;
    this.#scenario = scenario;
    this.#upTo = Math.min(upTo, scenario.steps.length);
    saveDraft(this.#now(), this.address);
  }

  #request(cause: Cause) {
    clearTimeout(this.#idle);
    // What runs is out of date; an endless command of it would hold up the new request.
    if (this.#isRunning && cause !== 'command') this.simulator.stop().catch(() => {});
    this.#current = this.#run(cause, ++this.#requestId);
  }

  async #run(cause: Cause, requestId: number) {
    const isNewest = () => requestId === this.#requestId;
    const known = cause === 'command' ? this.#upTo - 1 : (this.#result?.transcript.length ?? 0);
    this.#isRunning = true;
    this.#runsCommand = cause === 'command';
    this.live.clear();
    const busy = setTimeout(() => isNewest() && (this.#isBusy = true), BUSY_AFTER_MS);
    try {
      const request = { requestId, scenario: this.#scenario, upTo: this.#upTo };
      const reply = await this.simulator.run(request, (step, chunk) => {
        if (isNewest() && step >= known) this.live.write(step, chunk);
      });
      if (!isNewest() || !reply) return;
      this.#crashes = 0;
      if ('failure' in reply) this.#keepOld(reply.failure.diagnostics);
      else if (reply.result.complete) this.#take(reply.result, cause);
    } catch (error) {
      if (!(error instanceof WorkerLost)) throw error;
      if (isNewest()) this.#restartAfter(error);
    } finally {
      clearTimeout(busy);
      if (isNewest()) {
        this.#isRunning = this.#isBusy = this.#runsCommand = false;
        this.live.clear();
      }
    }
  }

  #take(result: RunResult, cause: Cause, risks?: Diagnostic[]) {
    const before = this.#result;
    const broken = result.files.filter((file) => file.state === 'broken').map((file) => file.name);
    if (cause === 'open') this.#brokenFromStart = broken;
    const noted = withStops(this.#scenario, result.transcript);
    if (noted !== this.#scenario) this.#set({ scenario: noted, upTo: this.#upTo });
    this.#result = result;
    this.#diagnostics = result.diagnostics;
    this.#fileStates = result.files;
    this.#status = cause === 'open' ? '' : summarise(before, result);
    this.#stale = undefined;
    this.onResult(result, cause === 'open' ? undefined : before);
    if (risks) this.#risks = risks;
    else void this.#askRisks(result);
    const newlyBroken = broken.find((name) => !this.#brokenFromStart.includes(name));
    if (cause === 'edit' && newlyBroken) this.#markStale(newlyBroken);
    const opened = cause === 'command' && result.transcript.at(-1)?.opened;
    if (opened) this.#openForEdit(opened);
  }

  /** `kubectl edit` found no editor in the terminal: the page's own takes the object. It is undone with the command. */
  #openForEdit({ name: wanted, content }: ScenarioFile) {
    const name = freeName(this.#scenario, wanted);
    this.#set({
      scenario: { ...this.#scenario, files: [...this.#scenario.files, { name, content }] },
      upTo: this.#upTo,
    });
    this.#request('edit');
    this.#notice = {
      tone: 'plain',
      text: `This terminal has no editor, so the object is open here as ${name}. Apply stores what you change.`,
    };
    this.onFileOpened(name);
  }

  /** Risks are no part of the result: they are worth no wait. */
  async #askRisks(result: RunResult) {
    const risks = await this.simulator.risks().catch(() => []);
    if (this.#result === result) this.#risks = risks;
  }

  /** The text is broken: the last good result stays and is marked. */
  #keepOld(diagnostics: Diagnostic[]) {
    this.#diagnostics = diagnostics;
    const name = diagnostics.find((one) => one.source)?.source?.file ?? CLUSTER_FILE;
    this.#markStale(name);
    this.#fileStates = this.files.map(({ name: other }) => ({
      name: other,
      state: other === name ? 'broken' : (this.#fileStates.find((one) => one.name === other)?.state ?? 'not applied'),
    }));
  }

  #markStale(file: string) {
    const fault =
      this.#diagnostics.find((one) => one.severity === 'error' && one.source?.file === file) ?? this.#diagnostics[0];
    this.#stale = fault ?? { severity: 'error', message: `${file} cannot be read.` };
    this.#status = `${file}${fault?.source ? `, line ${fault.source.line}` : ''} cannot be read`;
  }

  #restartAfter(error: WorkerLost) {
    this.simulator.end(error.message);
    this.#crashes++;
    if (this.#crashes === 1) {
      this.#notice = {
        tone: 'caution',
        text: `The simulation stopped (${error.message}) and was started again from the scenario.`,
      };
      this.#request('open');
    } else if (this.#crashes === 2 && this.#upTo > 0) {
      this.#giveUpCommand(`The simulation stopped twice (${error.message})`);
    } else {
      this.#notice = {
        tone: 'refused',
        text: `The simulation does not start: ${error.message} What you typed is kept in this tab; reload to try again.`,
      };
    }
  }

  /** Ends the worker and starts again without the last command. */
  #giveUpCommand(why: string) {
    const index = this.live.outputs.at(-1)?.step ?? this.#upTo - 1;
    const command = this.#scenario.steps[index]?.command;
    this.simulator.end(why);
    if (command !== undefined) {
      this.#set({ scenario: withoutStep(this.#scenario, index), upTo: this.#upTo - 1 });
      this.onCommandLost(command);
    }
    this.#notice = {
      tone: 'caution',
      text: `${why}, so the cluster was started again without that command. Its text is in the prompt’s history.`,
    };
    this.#request('open');
  }
}

/** Waits in short turns, so that the time in which the page itself was held up does not count: answers wait behind it. */
async function waitAwake(ms: number) {
  const turns = 20;
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setTimeout(resolve, ms / turns));
}
