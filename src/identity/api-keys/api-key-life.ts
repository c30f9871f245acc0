/** Days until a key expires when its maker names no time. */
export const USUAL_LIFE_DAYS = 90;

/** Longest life that the command line takes: two years, as in `judgeExpiry`. */
export const MOST_LIFE_DAYS = 730;
