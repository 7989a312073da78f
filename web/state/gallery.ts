/** The scenarios that come with the page, each fetched when it is wanted. */

const SOURCES = import.meta.glob<string>('../../scenarios/*.md', { query: '?raw', import: 'default' });

export interface GalleryEntry {
  slug: string;
  title: string;
  topic: string;
  /** Its place in the list; those without one come last. */
  order: number;
}

export async function fetchScenario(slug: string): Promise<string | undefined> {
  return SOURCES[`../../scenarios/${slug}.md`]?.();
}

/** Titles and topics in the order of the gallery. Reads only the front matter's plain `key: value` lines. */
export async function listGallery(): Promise<GalleryEntry[]> {
  const entries = await Promise.all(
    Object.entries(SOURCES).map(async ([path, fetch]) => {
      const slug = path.slice(path.lastIndexOf('/') + 1, -'.md'.length);
      const head = (await fetch()).split(/^---$/m)[1] ?? '';
      const value = (key: string) =>
        new RegExp(`^${key}:\\s*(.*)$`, 'm').exec(head)?.[1]?.replace(/^(["'])(.*)\1$/, '$2') ?? '';
      return { slug, title: value('title') || slug, topic: value('topic'), order: Number(value('order') || Infinity) };
    }),
  );
  return entries.sort((a, b) => (a.order === b.order ? 0 : a.order - b.order));
}
