/** The simulator of the same kind that figures are held against: @ngrok/webernetes. */

import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const PEER = '@ngrok/webernetes 0.3.5';

/** The peer is made for bundlers: its imports lack file endings, which Node does not find. @returns its module. */
export async function loadPeer() {
  const { build } = await import('vite');
  const outDir = fileURLToPath(new URL('../../build/bench', import.meta.url));
  const entry = fileURLToPath(import.meta.resolve('@ngrok/webernetes'));
  const lib = { entry, formats: ['es'], fileName: 'webernetes' };
  const options = { lib, outDir, emptyOutDir: false, minify: false, target: 'es2022' };
  await build({ configFile: false, logLevel: 'silent', build: options });
  return import(pathToFileURL(join(outDir, 'webernetes.js')).href);
}

/** Says that the peer has no figure here, and why. */
export function peerFailed(error) {
  console.log(`  ${PEER} does not run on Node ${process.versions.node}: ${error.message.split('\n')[0]}`);
}
