import { Injectable } from '@nestjs/common';
import { CatalogDescription } from '../../catalog/index.js';
import { type Problem, readDescription } from '../../platform/description/index.js';
import { CatalogSyncError } from '../catalog-sync-error.js';
import { DiscoveryClient, type Endpoint, ENDPOINTS } from './discovery-client.js';

/** As many are shown of the things that are wrong. */
const SHOWN = 20;

/** Downloads a whole catalog, or fails: whoever gets one may rely on it. */
@Injectable()
export class CatalogDownload {
  constructor(private readonly discovery: DiscoveryClient) {}

  /** @throws CatalogSyncError when an answer is missing or wrong, or something was delivered twice */
  async run(pageSize: number, signal: AbortSignal): Promise<CatalogDescription> {
    const catalog = new CatalogDescription();
    for (const endpoint of Object.keys(ENDPOINTS) as Endpoint[]) {
      let number = 0;
      for await (const results of this.discovery.pages(endpoint, pageSize, signal)) {
        number += 1;
        // Keys that we know nothing of are left out here, and with them most of what was delivered.
        const { value, problems } = readDescription(CatalogDescription, { [endpoint]: results }, 'drop');
        if (problems.length > 0) throw malformed(`page ${number} of ${endpoint}`, problems);
        (catalog[endpoint] as unknown[]).push(...value[endpoint]);
      }
    }
    const repeated = repeatedEntries(catalog);
    if (repeated.length > 0) throw malformed('the catalog', repeated);
    return catalog;
  }
}

/** Entries that came twice: a list that changed while it was read, so that others will be missing. */
function repeatedEntries({ organizations, courses, programs, pathways }: CatalogDescription): Problem[] {
  const runs = courses.flatMap((course) => course.course_runs);
  return [
    ...repeated('organization', organizations.map(uuidOf)),
    ...repeated('course', courses.map(uuidOf)),
    ...repeated('course run', runs.map(uuidOf)),
    ...repeated(
      'course run',
      runs.map(({ key }) => key),
    ),
    ...repeated('program', programs.map(uuidOf)),
    ...repeated('pathway', pathways.map(uuidOf)),
  ];
}

function repeated(kind: string, values: readonly string[]): Problem[] {
  const seen = new Set<string>();
  return values
    .filter((value) => seen.size === seen.add(value).size)
    .map((value) => ({ path: `${kind} ${value}`, message: 'came twice; try again' }));
}

function uuidOf({ uuid }: { readonly uuid: string }): string {
  return uuid;
}

function malformed(where: string, problems: readonly Problem[]): CatalogSyncError {
  const lines = problems.slice(0, SHOWN).map(({ path, message }) => `  ${path}: ${message}`);
  if (problems.length > SHOWN) lines.push(`  and ${problems.length - SHOWN} more`);
  return new CatalogSyncError(
    `What the Discovery API delivers can't be used, ${where}:\n${lines.join('\n')}`,
  );
}
