const UUID = /^[0-9a-f]{8}(-?)[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{12}$/i;

/** Whether a text is a uuid, with or without dashes, in any letter case. */
export function isUuid(text: string): boolean {
  // Most texts that are none have another length, and a comparison is cheaper than a pattern.
  return (text.length === 36 || text.length === 32) && UUID.test(text);
}

/** The uuid that an address or a question names, with or without dashes, as PostgreSQL takes it; else undefined. */
export function parseUuid(text: string): string | undefined {
  return isUuid(text) ? text.toLowerCase() : undefined;
}

/** How addresses of pages write a uuid. */
export function hexOf(uuid: string): string {
  return uuid.replaceAll('-', '');
}
