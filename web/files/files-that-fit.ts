/** Which files are open at first: the one in focus, and others while all of it fits. */

import type { ScenarioFile } from '../../worker/api';

const ROOM_LINES = 36;
/** Lines that the name and the space around a text take. */
const FRAME_LINES = 2;

/** @param files the first one is open in any case. */
export function filesThatFit(files: ScenarioFile[]): ReadonlySet<string> {
  const open = new Set<string>();
  let room = ROOM_LINES;
  for (const [index, { name, content }] of files.entries()) {
    const lines = content.split('\n').length + FRAME_LINES;
    if (open.has(name) || (index > 0 && lines > room)) continue;
    open.add(name);
    room -= lines;
  }
  return open;
}
