import { describe, expect, it } from '@jest/globals';
import type { CatalogDescription } from '../description/catalog-description.js';
import { catalogLinks as linksOf, catalogRows as rowsOf } from './rows.js';

const catalogRows = (described: CatalogDescription) => rowsOf(described, new Map());
const catalogLinks = (described: CatalogDescription) => linksOf(described, new Map());

const catalog = (parts: Partial<CatalogDescription>): CatalogDescription =>
  Object.assign({ organizations: [], courses: [], programs: [], pathways: [] }, parts);

type Run = CatalogDescription['courses'][number]['course_runs'][number];
type Program = CatalogDescription['programs'][number];
type Pathway = CatalogDescription['pathways'][number];

function rowOfRun(run: object, title = 'Analysis') {
  const course_runs = [Object.assign({ uuid: 'run', key: 'key' }, run) as Run];
  const courses = [{ uuid: 'course', key: 'c', title, owners: [], course_runs }];
  return catalogRows(catalog({ courses })).courseRuns[0]!;
}

function rowOfProgram(program: object) {
  const whole = { uuid: 'program', title: 'T', type: 'X', status: 'active', courses: [] };
  return catalogRows(catalog({ programs: [Object.assign(whole, program) as unknown as Program] }))
    .programs[0]!;
}

describe('a described catalog as rows', () => {
  it('keeps the title of a run only where it is not its course’s', () => {
    expect(rowOfRun({ title: 'Analysis' }).title_override).toBeNull();
    expect(rowOfRun({ title: 'Analysis II' }).title_override).toBe('Analysis II');
    expect(rowOfRun({}).title_override).toBeNull();
  });

  it('takes the dates of a run under both of their names', () => {
    expect(rowOfRun({})).toMatchObject({ start_date: null, end_date: null, course_uuid: 'course' });
    expect(rowOfRun({ start: '2026-01-01', end: '2026-02-01' })).toMatchObject({
      start_date: '2026-01-01',
      end_date: '2026-02-01',
    });
    expect(rowOfRun({ start_date: '2026-01-03', end_date: '2026-02-03' })).toMatchObject({
      start_date: '2026-01-03',
      end_date: '2026-02-03',
    });
  });

  it.each([
    ['Professional Certificate', 'professional-certificate'],
    ['  Économie & Données! ', 'economie-donnees'],
    ['MicroMasters', 'micromasters'],
    ['修士 2', '修士-2'],
  ])('makes the slug of the type %j', (type, slug) => {
    expect(rowOfProgram({ type }).type_slug).toBe(slug);
  });

  it('prefers the slug that the description has', () => {
    const type_attrs = { slug: 'mm' };
    expect(rowOfProgram({ type: 'MicroMasters', type_attrs }).type_slug).toBe('mm');
  });

  it('has null for what is not described', () => {
    expect(rowOfProgram({}).total_hours_of_effort).toBeNull();
    expect(rowOfProgram({ total_hours_of_effort: 0 }).total_hours_of_effort).toBe(0);
    const organization = { uuid: 'o', key: 'k', name: 'n' };
    const [row] = catalogRows(catalog({ organizations: [organization] })).organizations;
    expect(row).toEqual({ ...organization, certificate_logo_image_url: null, homepage_url: null });
  });
});

describe('the links of a described catalog', () => {
  it('have the runs of all courses of a program, in their order', () => {
    const courses = [['b', 'a'], ['c']].map((runs) => ({
      uuid: 'course',
      course_runs: runs.map((uuid) => ({ uuid })),
    }));
    const program = { uuid: 'p', courses, authoring_organizations: [{ uuid: 'o' }] } as unknown as Program;
    const links = catalogLinks(catalog({ programs: [program] }));
    expect(links.programRuns).toEqual([{ uuid: 'p', links: ['b', 'a', 'c'], unread: false }]);
    expect(links.authors).toEqual([{ uuid: 'p', links: ['o'], unread: false }]);
  });

  it('leave the programs of an unpublished pathway out', () => {
    const pathway = (status: string) =>
      ({ uuid: 'w', status, programs: [{ uuid: 'p' }] }) as unknown as Pathway;
    const linksOf = (status: string) =>
      catalogLinks(catalog({ pathways: [pathway(status)] })).pathwayPrograms;
    expect(linksOf('published')).toEqual([{ uuid: 'w', links: ['p'], unread: false }]);
    expect(linksOf('unpublished')).toEqual([{ uuid: 'w', links: [], unread: false }]);
  });
});
