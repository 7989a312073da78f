/** Finds a tool by its name. The large ones are loaded when first used. */

import type { Command, CommandLookup } from '../types';
import { column, cut, paste, tr } from './columns';
import { echo } from './echo';
import { basename, cp, dirname, ls, mkdir, mktemp, mv, realpath, rm, touch } from './files';
import { grep } from './grep';
import { cat, fold, head, nl, rev, tac, tail, tee, wc } from './lines';
import { expr, seq, sleep, yes } from './numbers';
import { curl, getent, nslookup, ping, wget } from './offline';
import { clear, date, env, hostname, id, nproc, printenv, timeout, uname, watch, which, whoami, xargs } from './system';
import { comm, sort, uniq } from './sort';

const TOOLS: Readonly<Record<string, Command>> = {
  basename,
  cat,
  clear,
  column,
  comm,
  cp,
  curl,
  cut,
  date,
  dirname,
  echo,
  egrep: grep,
  env,
  expr,
  fgrep: grep,
  fold,
  getent,
  grep,
  head,
  hostname,
  id,
  ls,
  mkdir,
  mktemp,
  mv,
  nl,
  nproc,
  nslookup,
  paste,
  ping,
  printenv,
  readlink: realpath,
  realpath,
  rev,
  rm,
  rmdir: rm,
  seq,
  sleep,
  sort,
  tac,
  tail,
  tee,
  timeout,
  touch,
  tr,
  uname,
  uniq,
  watch,
  wc,
  wget,
  which,
  whoami,
  xargs,
  yes,
};

/** Loaded on first use. */
const LOADERS: Readonly<Record<string, () => Promise<Command>>> = {
  awk: async () => (await import('../awk')).awk,
  gawk: async () => (await import('../awk')).awk,
  mawk: async () => (await import('../awk')).awk,
  base64: async () => (await import('./digest')).base64,
  diff: async () => (await import('./diff')).diff,
  jq: async () => (await import('../jq')).jq,
  md5sum: async () => (await import('./digest')).md5sum,
  sed: async () => (await import('./sed')).sed,
  sha1sum: async () => (await import('./digest')).sha1sum,
  sha256sum: async () => (await import('./digest')).sha256sum,
};

/** @returns the tool, a promise of it, or undefined when there is none of that name. */
export const lookupTool: CommandLookup = (name) => {
  if (Object.hasOwn(TOOLS, name)) return TOOLS[name];
  return Object.hasOwn(LOADERS, name) ? LOADERS[name]() : undefined;
};
