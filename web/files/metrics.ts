/** Heights and bounds that the plain text and the heavy editor share, so that one can take the other's place without a shift. */

export const CODE_LINE_PX = 20;
export const CODE_TOP_PX = 4;
export const CODE_BOTTOM_PX = 12;

/** Characters of a file up to which it is checked, completed and coloured. */
export const HELP_CHARACTERS_MAX = 100_000;
/** Lines up to which an editor is as high as its text; a longer text scrolls inside it. */
export const FULL_HEIGHT_LINES_MAX = 500;
