/** Modules that the build makes. */

declare module 'virtual:first-visit' {
  const firstVisit: import('./first-visit').FirstVisit;
  export default firstVisit;
}

declare module 'virtual:gallery' {
  const cards: import('../gallery/entries').GalleryCard[];
  export default cards;
}

declare module 'virtual:fidelity' {
  const tally: import('../fidelity/tally').Tally;
  export default tally;
}
