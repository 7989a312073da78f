/** What the gallery shows of its scenarios: made with the site. */

/** A part of a scenario's picture, in a square of 80: `refused` and `never` are outlines, `free` is a dot. */
export interface PictureShape {
  x: number;
  y: number;
  w: number;
  h: number;
  kind: string;
}

export interface GalleryCard {
  slug: string;
  title: string;
  topic: string;
  level: string;
  /** What one learns, or what the scenario is about. */
  line: string;
  objects: string;
  minutes?: number;
  /** It asks and lets things be changed. */
  isLesson: boolean;
  picture: PictureShape[];
}

/** In the order in which they stand on the page. */
export const TOPICS = [
  { value: '', label: 'All' },
  { value: 'services', label: 'Services' },
  { value: 'hosts', label: 'Hosts file' },
  { value: 'dual-stack', label: 'Dual-stack' },
  { value: 'nodes', label: 'Nodes' },
];

export const LEVELS = [
  { value: '', label: 'Any level' },
  { value: 'first', label: 'First steps' },
  { value: 'everyday', label: 'Everyday work' },
  { value: 'deep', label: 'Deep down' },
];

export const LENGTHS = [
  { value: '', label: 'Any length' },
  { value: '3', label: 'Up to 3 minutes' },
  { value: '4', label: 'Up to 4 minutes' },
];

export interface Filter {
  text: string;
  topic: string;
  level: string;
  /** Minutes, as text; nothing for any. */
  length: string;
}

/** @returns the cards that have every word of the text somewhere, and the rest of the filter. */
export function filtered(cards: readonly GalleryCard[], { text, topic, level, length }: Filter): GalleryCard[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return cards.filter((card) => {
    const says = `${card.title} ${card.line} ${card.topic} ${card.objects} ${card.slug}`.toLowerCase();
    return (
      (topic === '' || card.topic === topic) &&
      (level === '' || card.level === level) &&
      (length === '' || (card.minutes !== undefined && card.minutes <= Number(length))) &&
      words.every((word) => says.includes(word))
    );
  });
}
