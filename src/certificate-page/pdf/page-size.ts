/** A4 across, in points; `margin` is where text begins. */
export const PAGE = { width: 841.89, height: 595.28, margin: 66 } as const;
