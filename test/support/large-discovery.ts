import { FakeDiscovery } from './fake-discovery.ts';

// For measurements: node test/support/large-discovery.ts [courses]. See docs/catalog-sync.md.

const ORGANIZATIONS = 50;
const RUNS = 3;
const PROGRAMS = 500;
const RUNS_OF_PROGRAM = 12;

/** Lists of the size of a large installation: three runs a course. */
export function largeLists(courses: number): FakeDiscovery['lists'] {
  const organization = (index: number) => ({ uuid: uuid('a', index % ORGANIZATIONS) });
  const run = (index: number) => ({ uuid: uuid('d', index) });
  return {
    organizations: Array.from({ length: ORGANIZATIONS }, (_, index) => ({
      ...organization(index),
      key: `Org${index}X`,
      name: `University ${index}`,
      certificate_logo_image_url: `https://img.example/${index}.png`,
    })),
    courses: Array.from({ length: courses }, (_, index) => ({
      uuid: uuid('c', index),
      key: `Org${index % ORGANIZATIONS}X+C${index}`,
      title: `Course ${index}`,
      // Fields of the real API that nobody reads here.
      full_description: `<p>${'All about it. '.repeat(100)}</p>`,
      owners: [organization(index), organization(index + 1)],
      course_runs: Array.from({ length: RUNS }, (_empty, number) => ({
        ...run(RUNS * index + number),
        key: `course-v1:Org${index % ORGANIZATIONS}X+C${index}+${number}`,
        title: `Course ${index}`,
        start: '2026-01-10T00:00:00Z',
        end: null,
        short_description: 'All about it. '.repeat(20),
      })),
    })),
    programs: Array.from({ length: Math.min(PROGRAMS, courses) }, (_, index) => ({
      uuid: uuid('e', index),
      title: `Program ${index}`,
      type: 'MicroMasters',
      status: 'active',
      authoring_organizations: [organization(index)],
      courses: [
        {
          uuid: uuid('c', index),
          course_runs: Array.from({ length: RUNS_OF_PROGRAM }, (_empty, number) =>
            run((RUNS_OF_PROGRAM * index + number) % (RUNS * courses)),
          ),
        },
      ],
    })),
    pathways: [],
  };
}

function uuid(kind: string, index: number): string {
  return `4${kind}000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
}

if (process.argv[1] === import.meta.filename) {
  const discovery = await FakeDiscovery.start();
  discovery.lists = largeLists(Number(process.argv[2] ?? 10_000));
  for (const [name, value] of Object.entries(discovery.env)) console.log(`export ${name}=${value}`);
}
