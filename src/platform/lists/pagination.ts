import { NotFoundError } from '../errors/index.js';
import { parseNumber } from '../text/index.js';

export const ITEMS_PER_PAGE = 20;

/** `last` becomes a number when the count is known. */
export type PageNumber = number | 'last';

/** @throws NotFoundError as for a page that does not exist */
export function readPageNumber(text: string | undefined): PageNumber {
  if (text === undefined || text === '') return 1;
  if (text === 'last') return 'last';
  const number = parseNumber(text, 9);
  if (number === undefined || number < 1) throw invalidPage();
  return number;
}

export const INVALID_PAGE = 'Invalid page.';

function invalidPage(): NotFoundError {
  return new NotFoundError(INVALID_PAGE);
}

/** The page's number, given the count. @throws NotFoundError when there is no such page */
export function requirePageNumber(page: PageNumber, count: number, size = ITEMS_PER_PAGE): number {
  const pages = Math.max(1, Math.ceil(count / size));
  const number = page === 'last' ? pages : page;
  if (number > pages) throw invalidPage();
  return number;
}

/**
 * One page as JSON text: `{"count","next","previous","results"}`.
 * @param results a JSON array, as PostgreSQL built it
 * @param address the request's path and query; the links keep its other parameters
 */
export function envelopeJson(
  publicUrl: string,
  address: string,
  page: number,
  count: number,
  results: string,
  size = ITEMS_PER_PAGE,
): string {
  const link = (number: number) =>
    linkTo(publicUrl, address, { page: number > 1 ? String(number) : undefined });
  const next = page * size < count ? link(page + 1) : null;
  const previous = page > 1 ? link(page - 1) : null;
  return `{"count":${count},"next":${JSON.stringify(next)},"previous":${JSON.stringify(previous)},"results":${results}}`;
}

/** The address with other values of some parameters; undefined leaves one out. */
export function linkTo(
  publicUrl: string,
  address: string,
  changes: Readonly<Record<string, string | undefined>>,
): string {
  // Any base works: only the path and the query are used.
  const { pathname: path, search } = new URL(address, 'http://localhost');
  const params = new URLSearchParams(search);
  for (const [name, value] of Object.entries(changes)) {
    params.delete(name);
    if (value !== undefined) params.set(name, value);
  }
  const text = params.toString();
  return `${publicUrl}${path.replace(/\/*$/, '/')}${text === '' ? '' : `?${text}`}`;
}
