/** A4 landscape in points; text begins at `margin`. */
export const PAGE = { width: 841.89, height: 595.28, margin: 66 } as const;
