/** Runs command lines in a shell of their own and collects what they print. */

import { createFileSystem, createShell, lookupTool } from '../../../worker/shell';
import type {
  CommandLookup,
  FileSystem,
  RunOptions,
  Shell,
  ShellLimits,
  ShellResult,
} from '../../../worker/shell/types';

/** What a real bash, coreutils, awk and jq did with a command line. */
export interface RecordedCase {
  command: string;
  files?: Record<string, string>;
  stdin?: string;
  stdout: string;
  stderr: string;
  exit: number;
}

export interface Ran extends ShellResult {
  stdout: string;
  stderr: string;
}

export const START_MS = Date.UTC(2026, 0, 1);
const FOLDER = '/tmp/case';
const ENVIRONMENT = {
  PATH: '/usr/bin:/bin',
  HOME: '/root',
  LANG: 'C.UTF-8',
  LC_ALL: 'C.UTF-8',
  TZ: 'UTC',
  TERM: 'dumb',
};

/** A shell with its files and a virtual clock. */
export class TestShell {
  nowMs = START_MS;
  readonly fs: FileSystem;
  readonly shell: Shell;

  constructor(
    options: {
      files?: Record<string, string>;
      name?: string;
      limits?: Partial<ShellLimits>;
      lookup?: CommandLookup;
    } = {},
  ) {
    const files = Object.entries(options.files ?? {}).map(([name, text]) => [`${FOLDER}/${name}`, text]);
    this.fs = createFileSystem({ ...Object.fromEntries(files), '/root/.profile': '' });
    this.shell = createShell({
      lookup: options.lookup ?? lookupTool,
      fs: this.fs,
      name: options.name,
      cwd: FOLDER,
      env: ENVIRONMENT,
      limits: options.limits,
      now: () => this.nowMs,
      sleep: async (ms) => {
        this.nowMs += ms;
      },
    });
  }

  async run(command: string, options: Partial<RunOptions> & { input?: string } = {}): Promise<Ran> {
    const printed = { stdout: '', stderr: '' };
    const lines = (options.input ?? '').split(/(?<=\n)/);
    const stdin = { readAll: () => lines.splice(0).join(''), readLine: () => lines.shift()?.replace(/\n$/, '') };
    const result = await this.shell.run(command, {
      stdin,
      stdout: { write: (text) => void (printed.stdout += text) },
      stderr: { write: (text) => void (printed.stderr += text) },
      ...options,
    });
    return { ...result, ...printed };
  }
}

/** Runs one command line in a fresh shell. */
export function runOnce(command: string, files?: Record<string, string>, input?: string): Promise<Ran> {
  return new TestShell({ files }).run(command, { input });
}
