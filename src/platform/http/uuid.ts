const UUID = /^[0-9a-f]{8}(-?)[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{12}$/i;

/** The uuid that an address or a question names, with or without dashes, as PostgreSQL takes it; else undefined. */
export function parseUuid(text: string): string | undefined {
  return UUID.test(text) ? text.toLowerCase() : undefined;
}

/** How addresses of pages write a uuid. */
export function hexOf(uuid: string): string {
  return uuid.replaceAll('-', '');
}
