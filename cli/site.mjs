/** The part of the site's build that runs the simulation: what first visits show, as data and as markup, and the gallery. */

import { fileURLToPath, pathToFileURL } from 'node:url';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fidelity } from './fidelity.mjs';
import { runFirstVisit } from './first-visit.mjs';
import { escaped, scenarioPage, sidePage } from './pages.mjs';
import { isPlain, pictureOf, pngOf } from './picture.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const FIRST_VISIT = 'virtual:first-visit';
const GALLERY = 'virtual:gallery';
const FIDELITY = 'virtual:fidelity';
/** Chunks that a wide window loads before anything else. */
const PRELOADED = ['Explanation', 'Files', 'Problems'];
/** Where the site will stand, for those who want whole addresses: previews of links. */
const SITE_URL = process.env.BERTH_SITE_URL ?? '';

/**
 * @param {{ scenario: string, plugins: () => import('vite').PluginOption[] }} options path of the first visit's scenario,
 *   whose folder is the gallery, and the plugins that compile the page.
 * @returns {import('vite').Plugin[]}
 */
export function site({ scenario, plugins }) {
  const folder = dirname(scenario);
  const visits = new Map();
  const visit = (path) => {
    if (!visits.has(path)) visits.set(path, runFirstVisit(path));
    return visits.get(path);
  };
  /** One after the other: each is a cluster. */
  const visitAll = async () => {
    const all = [];
    for (const name of readdirSync(folder).sort())
      if (name.endsWith('.md')) {
        const path = join(folder, name);
        const one = await visit(path);
        one.picture ??= await pictureFor(path, one);
        all.push(one);
      }
    return all.sort((a, b) => (a.scenario.order ?? Infinity) - (b.scenario.order ?? Infinity) || 0);
  };
  const data = {
    name: 'berth-data',
    resolveId: (id) => ([FIRST_VISIT, GALLERY, FIDELITY].includes(id) ? `\0${id}` : undefined),
    async load(id) {
      if (id === `\0${FIRST_VISIT}`) {
        this.addWatchFile(scenario);
        return asModule(await visit(scenario));
      }
      if (id === `\0${FIDELITY}`) return asModule(fidelity());
      return id === `\0${GALLERY}` ? asModule((await visitAll()).map(cardOf)) : undefined;
    },
  };
  let rendered;
  let body;
  const markup = {
    name: 'berth-prerender',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      async handler(html, { bundle }) {
        rendered = await renderer([data, ...plugins()]);
        const first = await visit(scenario);
        body = rendered.prerender(first);
        return {
          html: html
            .replace('<title>Berth</title>', () => `<title>${escaped(first.scenario.title)} · Berth</title>`)
            .replace('<div id="page"></div>', () => `<div id="page">${body}</div>`),
          tags: preloads(bundle),
        };
      },
    },
    generateBundle: {
      order: 'post',
      async handler(_, bundle) {
        const all = await visitAll();
        const emit = (fileName, source) => this.emitFile({ type: 'asset', fileName, source });
        const index = String(bundle['index.html'].source).replace(body, () => '');
        emit(
          'gallery/index.html',
          sidePage({
            index,
            bundle,
            body: rendered.prerenderGallery(all.map(cardOf), '../'),
            component: 'Gallery',
            title: 'Scenarios',
            description:
              'Small clusters with a question each: Service ranges, hosts files, dual-stack, blocks of Nodes.',
          }),
        );
        emit(
          'fidelity/index.html',
          sidePage({
            index,
            bundle,
            body: rendered.prerenderFidelity(fidelity(), '../'),
            component: 'Fidelity',
            title: 'What is simulated, and how faithfully',
            description: 'Which recordings of real clusters the simulation agrees with, by topic and release.',
          }),
        );
        for (const one of all) {
          const path = `scenario/${one.scenario.slug}/`;
          const picture = `${SITE_URL}${SITE_URL ? path : ''}picture.png`;
          emit(`${path}index.html`, scenarioPage({ index, visit: one, body: rendered.prerender(one), picture }));
          emit(`${path}picture.png`, pngOf(one.picture));
        }
      },
    },
  };
  return [data, markup];
}

const asModule = (value) => `export default JSON.parse(${JSON.stringify(JSON.stringify(value))})`;

/** Where little is to be seen yet when a reader opens it, the picture is of the end. */
async function pictureFor(path, { scenario, result }) {
  const picture = pictureOf(scenario.topic, result);
  if (!isPlain(picture)) return picture;
  return pictureOf(scenario.topic, (await runFirstVisit(path, true)).result);
}

/** What the gallery says of a scenario: its GalleryCard. */
function cardOf({ scenario, picture: shapes }) {
  const { slug, title, topic = '', level = '', learn, summary = '', objects = '', minutes, check } = scenario;
  const isLesson = check !== undefined;
  const picture = shapes.map(rounded);
  return { slug, title, topic, level, line: learn ?? summary, objects, minutes, isLesson, picture };
}

const rounded = ({ kind, ...box }) => ({
  ...Object.fromEntries(Object.entries(box).map(([key, value]) => [key, Math.round(value * 10) / 10])),
  kind,
});

/** Builds the page for Node. @returns its functions. */
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
  return import(`${pathToFileURL(join(outDir, 'prerender.js')).href}?${Date.now()}`);
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
    if (chunk.facadeModuleId === `\0${FIRST_VISIT}`) add('link', { rel: 'modulepreload', href: `./${chunk.fileName}` });
  }
  return tags;
}
