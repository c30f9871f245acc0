import { isWebAddress, textOfHtml } from '../../../platform/text/index.js';
import type { Endpoint } from './discovery-client.js';

type Json = Readonly<Record<string, unknown>>;

/** Rewrites an entry of the Discovery API in the terms of a description. @param origin of the API */
type Rewrite = (entry: Json, origin: string) => Json;

/**
 * What real Discovery services leave empty, and what stands for it: courses without a title, programs without a type,
 * pathways without a mail address or (before 2025) a status, images at an address of their own host, descriptions without
 * words, and pages about things at no address.
 */
const REWRITES: Readonly<Record<Endpoint, Rewrite>> = {
  organizations: (entry, origin) => ({
    ...entry,
    name: filled(entry.name) ?? entry.key,
    certificate_logo_image_url: wholeAddress(filled(entry.certificate_logo_image_url), origin),
    homepage_url: filled(entry.homepage_url),
    marketing_url: filled(entry.marketing_url),
  }),
  courses: (entry) => ({
    ...entry,
    title: filled(entry.title) ?? entry.key,
    description: filled(entry.description),
    short_description: withWords(entry.short_description),
    marketing_url: filled(entry.marketing_url),
    course_runs: Array.isArray(entry.course_runs) ? entry.course_runs.map(rewriteRun) : entry.course_runs,
  }),
  programs: (entry) => ({
    ...entry,
    type: filled(entry.type) ?? '',
    description: filled(entry.description),
    subtitle: filled(entry.subtitle),
    overview: withWords(entry.overview),
    marketing_url: filled(entry.marketing_url),
    type_attrs: isJson(entry.type_attrs) && filled(entry.type_attrs.slug) === null ? null : entry.type_attrs,
  }),
  pathways: (entry) => ({
    ...entry,
    status: filled(entry.status) ?? 'published',
    email: typeof entry.email === 'string' ? (filled(entry.email.trim()) ?? undefined) : entry.email,
  }),
};

export function rewriteOddities(endpoint: Endpoint, entry: unknown, origin: string): unknown {
  return isJson(entry) ? REWRITES[endpoint](entry, origin) : entry;
}

function rewriteRun(run: unknown): unknown {
  if (!isJson(run)) return run;
  const fields = ['title', 'start', 'start_date', 'end', 'end_date'];
  const blank = fields.filter((name) => run[name] !== undefined && filled(run[name]) === null);
  return { ...run, ...Object.fromEntries(blank.map((name): [string, null] => [name, null])) };
}

/** The value; null for an absent one and for blank text. */
function filled(value: unknown): unknown {
  return value === undefined || (typeof value === 'string' && value.trim() === '') ? null : value;
}

/** The value; null for an absent one and for HTML without words. */
function withWords(value: unknown): unknown {
  return typeof value === 'string' && textOfHtml(value) === '' ? null : filled(value);
}

/** A web address as it is; any other as a browser at the origin reads it. */
function wholeAddress(value: unknown, origin: string): unknown {
  if (typeof value !== 'string' || isWebAddress(value) || !URL.canParse(value, origin)) return value;
  return new URL(value, origin).href;
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
