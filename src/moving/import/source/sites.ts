import { OperatorError } from '../../../platform/errors/index.js';
import { counted } from '../../../platform/text/index.js';
import type { Source } from './source.js';

export interface SourceSite {
  readonly id: number;
  readonly domain: string;
}

const SITES = `
  select s.id, s.domain, s.id in (select site_id from core_siteconfiguration),
         (select count(*) from catalog_program p where p.site_id = s.id),
         (select count(*) from credentials_programcertificate c where c.site_id = s.id)
           + (select count(*) from credentials_coursecertificate c where c.site_id = s.id)
    from django_site s order by s.id`;

/**
 * The site that is carried: the one named, or the only one that has anything.
 * @throws OperatorError that lists the sites
 */
export async function chooseSite(source: Source, domain: string | undefined): Promise<SourceSite> {
  const sites = (await source.rows(SITES)).map(([id, name, configured, programs, certificates]) => ({
    id: Number(id),
    domain: name!,
    isConfigured: configured === '1',
    programs: Number(programs),
    certificates: Number(certificates),
  }));
  const list = sites
    .map(
      ({ domain: name, programs, certificates }) =>
        `${name} (${counted(programs, 'program')}, ${counted(certificates, 'certificate')})`,
    )
    .join(', ');
  if (domain !== undefined) {
    const named = sites.find((site) => site.domain.toLowerCase() === domain.toLowerCase());
    if (named === undefined)
      throw new OperatorError(`The source has no site ${domain}. It has: ${list || 'none'}.`);
    return named;
  }
  const used = sites.filter(({ programs, certificates }) => programs + certificates > 0);
  const candidates = used.length > 0 ? used : sites.filter(({ isConfigured }) => isConfigured);
  if (candidates.length === 1) return candidates[0]!;
  throw new OperatorError(
    `The source has several sites; --site says which of them to carry: ${list || 'it has none'}.`,
  );
}

/** Tells the database from others, wherever it is reached: when it was made. */
export async function originOf(source: Source): Promise<string> {
  const [row] = await source.rows('select min(applied) from django_migrations');
  return row?.[0] ?? 'unknown';
}
