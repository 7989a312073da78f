/** The part of the site's build that runs the simulation: what a first visit shows, as data and as markup. */

import { fileURLToPath, pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { runFirstVisit } from './first-visit.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const MODULE = 'virtual:first-visit';
/** Chunks that a wide window loads before anything else. */
const PRELOADED = ['Explanation', 'Files', 'Problems'];

/**
 * @param {{ scenario: string, plugins: () => import('vite').PluginOption[] }} options path of the scenario's Markdown, and
 *   the plugins that compile the page.
 * @returns {import('vite').Plugin[]}
 */
export function site({ scenario, plugins }) {
  let visit;
  const visited = () => (visit ??= runFirstVisit(scenario));
  const data = {
    name: 'berth-first-visit',
    resolveId: (id) => (id === MODULE ? `\0${MODULE}` : undefined),
    async load(id) {
      if (id !== `\0${MODULE}`) return undefined;
      this.addWatchFile(scenario);
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(await visited()))})`;
    },
  };
  const markup = {
    name: 'berth-prerender',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      async handler(html, { bundle }) {
        const render = await renderer([data, ...plugins()]);
        const { scenario } = await visited();
        const body = render(await visited());
        return {
          html: html
            .replace('<title>Berth</title>', () => `<title>${escaped(scenario.title)} · Berth</title>`)
            .replace('<div id="page"></div>', () => `<div id="page">${body}</div>`),
          tags: preloads(bundle),
        };
      },
    },
  };
  return [data, markup];
}

const escaped = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');

/** Builds the page for Node. @returns its function `prerender`. */
async function renderer(plugins) {
  const { build } = await import('vite');
  const outDir = join(root, 'build/prerender');
  await build({
    root: join(root, 'web'),
    configFile: false,
    plugins,
    logLevel: 'warn',
    build: { ssr: 'prerender.ts', outDir, emptyOutDir: true, minify: false, target: 'node20' },
  });
  return (await import(`${pathToFileURL(join(outDir, 'prerender.js')).href}?${Date.now()}`)).prerender;
}

/** The panes of a wide window stand in the markup already, so their styles are needed at once, and their scripts soon. */
function preloads(bundle) {
  const tags = [];
  const add = (tag, attrs) => tags.push({ tag, attrs, injectTo: 'head' });
  for (const chunk of Object.values(bundle)) {
    if (chunk.type !== 'chunk') continue;
    const isPane = PRELOADED.includes(chunk.name);
    if (isPane)
      for (const style of chunk.viteMetadata?.importedCss ?? []) add('link', { rel: 'stylesheet', href: `./${style}` });
    if (isPane) add('link', { rel: 'modulepreload', media: '(min-width: 900px)', href: `./${chunk.fileName}` });
    if (chunk.facadeModuleId === `\0${MODULE}`) add('link', { rel: 'modulepreload', href: `./${chunk.fileName}` });
  }
  return tags;
}
