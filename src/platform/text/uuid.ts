const UUID = /^[0-9a-f]{8}(-?)[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{12}$/i;

/** Whether a text is a UUID of any version, with or without dashes, in any letter case. */
export function isUuid(text: string): boolean {
  // Most other texts have another length, and comparing it is cheaper than a pattern.
  return (text.length === 36 || text.length === 32) && UUID.test(text);
}

/** Whether a text is a UUID as PostgreSQL writes it: lower case, with dashes, so that it can be compared. */
export function isStoredUuid(text: string): boolean {
  return text.length === 36 && text === text.toLowerCase() && UUID.test(text);
}

/** Reads a UUID, with or without dashes, for PostgreSQL; undefined for other texts. */
export function parseUuid(text: string): string | undefined {
  return isUuid(text) ? text.toLowerCase() : undefined;
}

/** The UUID with dashes; the letter case stays. */
export function dashed(uuid: string): string {
  return hexOf(uuid).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The UUID without dashes, as in addresses of pages. */
export function hexOf(uuid: string): string {
  return uuid.replaceAll('-', '');
}
