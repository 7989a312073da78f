/** Virtual time: order of tasks, background activities that never interleave, cancelling, settling. */

import { expect, test } from 'vitest';
import { createClock } from '../../../worker/clock';

test('tasks run in the order of their due times, equal ones in the order of their scheduling', async () => {
  const clock = createClock();
  const seen: string[] = [];
  for (const [name, ms] of [
    ['d', 30],
    ['a', 10],
    ['c', 20],
    ['b', 10],
  ] as const)
    clock.schedule(ms, () => void seen.push(`${name}@${clock.nowMs}`));
  await clock.advance(25);
  expect(seen).toEqual(['a@10', 'b@10', 'c@20']);
  expect(clock.nowMs).toBe(25);
  expect(clock.nextDueMs()).toBe(5);
});

test('a task may schedule more, which runs in the same advance when it is due', async () => {
  const clock = createClock();
  const seen: number[] = [];
  const again = () => {
    seen.push(clock.nowMs);
    if (seen.length < 5) clock.schedule(10, again);
  };
  clock.schedule(0, again);
  await clock.advance(35);
  expect(seen).toEqual([0, 10, 20, 30]);
});

test('a cancelled task does not run and does not count as due', async () => {
  const clock = createClock();
  const timer = clock.schedule(10, () => {
    throw new Error('ran');
  });
  timer.cancel();
  expect(clock.nextDueMs()).toBeUndefined();
  expect(await clock.settle(100)).toBe(0);
});

test('settle stops at the last thing done', async () => {
  const clock = createClock();
  clock.schedule(700, () => {});
  clock.schedule(5_000, () => {});
  expect(await clock.settle(3_000)).toBe(700);
  expect(clock.nowMs).toBe(700);
});

test('activities run alone until they park, however many promises they wait for', async () => {
  const clock = createClock();
  const seen: string[] = [];
  for (const name of ['a', 'b'])
    clock.spawn(async (activity) => {
      for (let turn = 0; turn < 3; turn++) {
        seen.push(`${name}${turn} begins`);
        for (let wait = 0; wait < 5; wait++) await Promise.resolve();
        await new Promise((resolve) => setImmediate(resolve));
        seen.push(`${name}${turn} ends`);
        await activity.sleep(10);
      }
    });
  await clock.advance(100);
  expect(seen).toEqual(['a0', 'b0', 'a1', 'b1', 'a2', 'b2'].flatMap((turn) => [`${turn} begins`, `${turn} ends`]));
});

test('a cancelled activity unwinds once and its cleanup runs', async () => {
  const clock = createClock();
  const seen: string[] = [];
  const activity = clock.spawn(async (own) => {
    try {
      await own.sleep(1_000);
      seen.push('slept');
    } finally {
      seen.push('cleaned up');
    }
  });
  await clock.advance(10);
  activity.cancel();
  await clock.advance(5_000);
  expect(seen).toEqual(['cleaned up']);
});

test('an activity waits until it is woken', async () => {
  const clock = createClock();
  const seen: string[] = [];
  let wake = () => {};
  clock.spawn(async (activity) => {
    await activity.wait((woken) => (wake = woken));
    seen.push(`woken at ${clock.nowMs}`);
  });
  await clock.advance(50);
  expect(seen).toEqual([]);
  clock.schedule(20, () => wake());
  await clock.advance(50);
  expect(seen).toEqual(['woken at 70']);
});
