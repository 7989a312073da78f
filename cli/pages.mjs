/** Further pages of the site, each made from the first one's document: the gallery, and a page for each scenario. */

/** Characters of data in a page; what is larger runs when the page is opened. */
const DATA_MAX = 1_000_000;
const EMPTY = '<div id="page"></div>';

/**
 * @param {{ index: string, bundle: object, body: string, component: string, title: string, description: string }} parts
 *   the first page without its markup, the chunks, the markup and the name of the component that it is of.
 * @returns {string} the document of a page beside the playground, one folder down.
 */
export function sidePage({ index, bundle, body, component, title, description }) {
  const styles = stylesOf(bundle, component).map((path) => `<link rel="stylesheet" href="./${path}">`);
  const head = { title: `${title} · Berth`, description, more: styles.join('') };
  return inFolder(withHead(withoutPreloads(index), head), '../').replace(EMPTY, () => `<div id="page">${body}</div>`);
}

/**
 * @param {{ index: string, visit: object, body: string, picture: string }} parts address of the picture, relative or whole.
 * @returns {string} the document of `scenario/NAME/index.html`, which holds what it shows as data as well, where that is not too much.
 */
export function scenarioPage({ index, visit, body, picture }) {
  const { scenario, upTo, result, risks } = visit;
  const { title, learn, summary } = scenario;
  const preload = /<link rel="modulepreload"[^>]*_virtual_first-visit[^>]*>/;
  const document = withHead(index.replace(preload, ''), {
    title: `${title} · Berth`,
    description: [learn, summary].filter(Boolean).join(' '),
    more: [
      `<meta property="og:title" content="${escaped(title)}">`,
      `<meta property="og:description" content="${escaped(learn ?? summary ?? '')}">`,
      `<meta property="og:image" content="${escaped(picture)}">`,
      '<meta name="twitter:card" content="summary_large_image">',
    ].join(''),
  });
  const data = JSON.stringify({ scenario, upTo, result, risks }).replace(/</g, '\\u003c');
  const script = data.length > DATA_MAX ? '' : `<script type="application/json" id="visit">${data}</script>`;
  return inFolder(document, '../../').replace(EMPTY, () => `<div id="page">${body}</div>${script}`);
}

/** Text for the inside of an element or of an attribute. */
export const escaped = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');

/** Styles that a chunk of this name and what it imports at once need. */
function stylesOf(bundle, name) {
  const found = new Set();
  const seen = new Set();
  const visit = (chunk) => {
    if (!chunk || seen.has(chunk)) return;
    seen.add(chunk);
    for (const style of chunk.viteMetadata?.importedCss ?? []) found.add(style);
    for (const path of chunk.imports) if (!bundle[path]?.isEntry) visit(bundle[path]);
  };
  visit(
    Object.values(bundle).find(
      (one) => one.type === 'chunk' && one.isDynamicEntry && one.moduleIds.some((id) => id.endsWith(`/${name}.svelte`)),
    ),
  );
  return [...found];
}

const withoutPreloads = (document) =>
  document
    .replace(/<link rel="modulepreload"[^>]*>/g, '')
    .replace(/<link rel="stylesheet"[^>]*(Explanation|Files|Problems)-[^>]*>/g, '');

function withHead(document, { title, description, more }) {
  return document
    .replace(/<title>[\s\S]*?<\/title>/, () => `<title>${escaped(title)}</title>`)
    .replace(/(<meta\s+name="description"\s+content=")[^"]*/, (_, start) => start + escaped(description))
    .replace('</head>', () => `${more}</head>`);
}

/** The document one or more folders further down. */
const inFolder = (document, up) => document.replace(/(href|src)="\.\//g, `$1="${up}`);
