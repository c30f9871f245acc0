/** How long a key lives of which nobody says it. */
export const USUAL_LIFE_DAYS = 90;

/** The longest life that the command line takes: no more than the two years of `judgeExpiry`. */
export const MOST_LIFE_DAYS = 730;
