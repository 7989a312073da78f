/** Finds a Firefox, or on Debian as root gets one; nothing where there is none. */

import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const VARIABLE = 'BERTH_FIREFOX';
const NAMES = ['firefox-esr', 'firefox'];

export const ADVICE = `No Firefox was found, so its tests are left out: install one, or set ${VARIABLE} to one.`;

/** @returns {string | undefined} the path of a Firefox that can be started. */
export function findFirefox() {
  const given = process.env[VARIABLE];
  if (given) return canRun(given) ? given : undefined;
  return installed() ?? fromPackages();
}

function installed() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(canRun);
}

function fromPackages() {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return undefined;
  try {
    // A fresh machine has no package lists yet.
    execFileSync('apt-get', ['update', '-qq'], { stdio: 'ignore' });
    execFileSync('apt-get', ['install', '-y', '-qq', 'firefox-esr'], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  return installed();
}

function canRun(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
