/** Finds a Chromium for the browser tests, or says in one sentence what to do. */

import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';

const VARIABLE = 'BERTH_CHROMIUM';
const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];
const ADVICE = `No Chromium was found: run "npx playwright install chromium --only-shell", or set ${VARIABLE} to one.`;

/** @returns {string} the path of a browser that can be started. @throws when there is none. */
export function findChromium() {
  const given = process.env[VARIABLE];
  if (given) {
    if (!canRun(given)) throw new Error(`${VARIABLE} is ${given}, which is no program.`);
    return given;
  }
  return installed() ?? download() ?? fromPackages() ?? fail();
}

/** Arguments that a browser under test is started with. */
export function chromiumArguments() {
  return [...(isRoot() ? ['--no-sandbox'] : []), '--disable-gpu', '--disable-background-networking', '--no-first-run'];
}

function installed() {
  const own = chromium.executablePath();
  if (own && existsSync(own)) return own;
  const folders = (process.env.PATH ?? '').split(delimiter);
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(canRun);
}

function download() {
  return attempt('npx', ['playwright', 'install', 'chromium', '--only-shell']) ? installed() : undefined;
}

function fromPackages() {
  if (!isRoot() || !existsSync('/etc/debian_version')) return undefined;
  // A fresh machine has no package lists yet.
  attempt('apt-get', ['update', '-qq']);
  return attempt('apt-get', ['install', '-y', '-qq', 'chromium']) ? installed() : undefined;
}

function attempt(command, words) {
  try {
    execFileSync(command, words, { stdio: ['ignore', 'ignore', 'inherit'] });
    return true;
  } catch {
    return false;
  }
}

function canRun(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const isRoot = () => process.getuid?.() === 0;

function fail() {
  throw new Error(ADVICE);
}
