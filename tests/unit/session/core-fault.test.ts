/** A fault of the core, and a browser that cannot run it: one clear message, and a fresh cluster with the next request. */

import { afterEach, expect, test, vi } from 'vitest';
import type { Scenario } from '../../../worker/api';
import { compileCore } from '../../../worker/core';
import { createPlayground } from '../../../worker/playground';
import { parseScenario } from '../../../worker/scenario/markdown';
import { compiledCore } from '../../core/load';

afterEach(() => void vi.unstubAllGlobals());

/** Every instance made from here on traps in setCount while `faults.on` is set. */
function faultyInstances(faults: { on: boolean }): void {
  const { Instance } = WebAssembly;
  class Faulty {
    readonly exports: WebAssembly.Exports;
    constructor(module: WebAssembly.Module) {
      const real = new Instance(module).exports as Record<string, (...values: unknown[]) => unknown>;
      const setCount = (...values: unknown[]) => (faults.on ? real.setHas(0, 0n) : real.setCount(...values));
      this.exports = { ...real, setCount } as unknown as WebAssembly.Exports;
    }
  }
  const names = Object.getOwnPropertyNames(WebAssembly) as (keyof typeof WebAssembly)[];
  const stub = Object.fromEntries(names.map((name) => [name, WebAssembly[name]]));
  vi.stubGlobal('WebAssembly', { ...stub, Instance: Faulty });
}

const parsed = parseScenario(
  '---\ntitle: Fault\n---\n\n```console\n$ kubectl create service clusterip web --tcp=80\n```\n',
);
if ('diagnostics' in parsed) throw new Error(parsed.diagnostics[0].message);
const scenario: Scenario = parsed.scenario;

test('after a trap the request fails with a sentence, and the next one runs a fresh cluster', async () => {
  const core = await compiledCore();
  const faults = { on: false };
  faultyInstances(faults);
  const playground = createPlayground(core);
  const ask = (upTo: number) => playground.run({ requestId: 1, scenario, upTo }, () => {});
  await ask(0);
  faults.on = true;
  await expect(ask(1)).rejects.toThrow('the part that computes addresses met a fault in itself');
  faults.on = false;
  const answer = await ask(1);
  expect(answer && 'result' in answer && answer.result.transcript[0].output[0].text).toBe('service/web created\n');
});

test('a browser without SIMD is told so', async () => {
  vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
  await expect(compileCore(new Uint8Array())).rejects.toThrow(
    'Berth needs WebAssembly SIMD, which browsers have since 2023; this one lacks it or has it turned off.',
  );
  vi.restoreAllMocks();
  await expect(compiledCore()).resolves.toBeDefined();
});
