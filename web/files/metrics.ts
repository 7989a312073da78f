/** Heights that the plain text and the heavy editor share, so that one can take the other's place without a shift. */

export const CODE_LINE_PX = 20;
export const CODE_TOP_PX = 4;
export const CODE_BOTTOM_PX = 12;
