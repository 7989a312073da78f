/** Medians and how figures are printed. */

/** @returns the median time of `run` in milliseconds, over `turns` turns after `warm` that do not count. */
export async function medianMs(run, { turns = 15, warm = 5 } = {}) {
  const times = [];
  for (let turn = -warm; turn < turns; turn++) {
    const start = performance.now();
    await run();
    if (turn >= 0) times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[times.length >> 1];
}

/** Prints one figure with its bound; a figure over its bound makes the benchmark fail. */
export function report(name, value, unit, bound) {
  const isOver = bound !== undefined && value > bound;
  const goal = bound === undefined ? '' : `  (${isOver ? 'OVER' : 'within'} ${bound} ${unit})`;
  console.log(`${name.padEnd(58)} ${value.toFixed(value < 10 ? 2 : 1).padStart(9)} ${unit}${goal}`);
  if (isOver) process.exitCode = 1;
}
