import { Injectable } from '@nestjs/common';
import { CatalogDescription } from '../../description/catalog-description.js';
import { type Problem, readDescription } from '../../../platform/validation/index.js';
import { CatalogSyncError } from '../catalog-sync-error.js';
import { DiscoveryClient, type Endpoint, ENDPOINTS } from './discovery-client.js';

/** Most problems in the error's text. */
const MOST_PROBLEMS_LISTED = 20;

/** Downloads a whole catalog, or fails. */
@Injectable()
export class CatalogDownload {
  constructor(private readonly discovery: DiscoveryClient) {}

  /** @throws CatalogSyncError when an answer is missing or wrong, or an entry came twice */
  async run(pageSize: number, signal: AbortSignal): Promise<CatalogDescription> {
    const catalog = new CatalogDescription();
    const seen = new Set<string>();
    for (const endpoint of Object.keys(ENDPOINTS) as Endpoint[]) {
      let number = 0;
      for await (const results of this.discovery.pages(endpoint, pageSize, signal)) {
        number += 1;
        const place = `page ${number} of ${endpoint}`;
        // Drops unknown keys here: they are most of the page.
        const { value, problems } = readDescription(CatalogDescription, { [endpoint]: results }, 'drop');
        if (problems.length > 0) throw malformed(place, problems);
        const repeated = repeatedEntries(value, seen);
        if (repeated.length > 0) throw malformed(place, repeated);
        (catalog[endpoint] as unknown[]).push(...value[endpoint]);
      }
    }
    return catalog;
  }
}

/**
 * Entries that came twice. Either the list never ends, or it changed during the download and other entries are missing.
 * @param seen the earlier entries; gets this page's entries
 */
function repeatedEntries(page: CatalogDescription, seen: Set<string>): Problem[] {
  const runs = page.courses.flatMap((course) => course.course_runs);
  const names = [
    ...page.organizations.map(({ uuid }) => `organization ${uuid}`),
    ...page.courses.map(({ uuid }) => `course ${uuid}`),
    ...runs.flatMap(({ uuid, key }) => [`course run ${uuid}`, `course run ${key}`]),
    ...page.programs.map(({ uuid }) => `program ${uuid}`),
    ...page.pathways.map(({ uuid }) => `pathway ${uuid}`),
  ];
  return names
    .filter((name) => seen.size === seen.add(name).size)
    .map((path) => ({ path, message: 'came twice; try again' }));
}

function malformed(where: string, problems: readonly Problem[]): CatalogSyncError {
  const lines = problems.slice(0, MOST_PROBLEMS_LISTED).map(({ path, message }) => `  ${path}: ${message}`);
  if (problems.length > MOST_PROBLEMS_LISTED)
    lines.push(`  and ${problems.length - MOST_PROBLEMS_LISTED} more`);
  return new CatalogSyncError(
    `The answer of the Discovery API cannot be used, ${where}:\n${lines.join('\n')}`,
  );
}
