/** A4 landscape; text begins at `margin`. */
export const SHEET_POINTS = { width: 841.89, height: 595.28, margin: 66 } as const;
