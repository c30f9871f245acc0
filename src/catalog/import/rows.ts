import type { UnreadFields } from '../../platform/validation/index.js';
import type { CatalogDescription } from '../description/catalog-description.js';
import { descriptionOf } from '../description/free-text.js';
import type { Reference } from '../description/reference.js';
import { slugify } from '../slugify.js';

/** A described entry's links, as the relink statements take them. */
export interface Links {
  readonly uuid: string;
  readonly links: readonly string[];
  /** Whether nobody could read the whole list: of a stored entry the links stay. */
  readonly unread: boolean;
}

/**
 * The columns that are made of fields which an entry need not have, by table, each with these fields. An entry in which
 * any other field is unreadable is not described at all.
 */
export const OPTIONAL_COLUMNS = {
  organization: {
    certificate_logo_image_url: ['certificate_logo_image_url'],
    homepage_url: ['homepage_url', 'marketing_url'],
  },
  course: { description: ['description', 'short_description'], marketing_url: ['marketing_url'] },
  courseRun: {
    title_override: ['title'],
    start_date: ['start', 'start_date'],
    end_date: ['end', 'end_date'],
  },
  program: {
    type_slug: ['type_attrs'],
    total_hours_of_effort: ['total_hours_of_effort'],
    description: ['description', 'subtitle', 'overview'],
    marketing_url: ['marketing_url'],
  },
  pathway: { email: ['email'] },
} as const;

/** A description as rows of our tables, each with the columns that stay as they are stored (`kept`). */
export function catalogRows(
  { organizations, courses, programs, pathways }: CatalogDescription,
  unread: UnreadFields,
) {
  const kept = (table: keyof typeof OPTIONAL_COLUMNS, entry: object) =>
    unreadColumns(OPTIONAL_COLUMNS[table], entry, unread.get(entry));
  return {
    organizations: organizations.map((organization) => ({
      uuid: organization.uuid,
      key: organization.key,
      name: organization.name,
      certificate_logo_image_url: organization.certificate_logo_image_url ?? null,
      homepage_url: organization.homepage_url ?? organization.marketing_url ?? null,
      kept: kept('organization', organization),
    })),
    courses: courses.map((course) => ({
      uuid: course.uuid,
      key: course.key,
      title: course.title,
      description: descriptionOf([course.description], course.short_description),
      marketing_url: course.marketing_url ?? null,
      kept: kept('course', course),
    })),
    courseRuns: courses.flatMap((course) =>
      course.course_runs.map((run) => ({
        uuid: run.uuid,
        key: run.key,
        title_override: run.title === course.title ? null : (run.title ?? null),
        start_date: run.start ?? run.start_date ?? null,
        end_date: run.end ?? run.end_date ?? null,
        course_uuid: course.uuid,
        kept: kept('courseRun', run),
      })),
    ),
    programs: programs.map((program) => ({
      uuid: program.uuid,
      title: program.title,
      type: program.type,
      type_slug: program.type_attrs?.slug ?? slugify(program.type),
      status: program.status,
      total_hours_of_effort: program.total_hours_of_effort ?? null,
      description: descriptionOf([program.description, program.subtitle], program.overview),
      marketing_url: program.marketing_url ?? null,
      kept: kept('program', program),
    })),
    pathways: pathways.map((pathway) => ({
      uuid: pathway.uuid,
      name: pathway.name,
      org_name: pathway.org_name,
      email: pathway.email,
      pathway_type: pathway.pathway_type,
      status: pathway.status,
      kept: kept('pathway', pathway),
    })),
  };
}

/** The columns of which a field could not be read, and no field gives a value; undefined for none. */
function unreadColumns(
  columns: Readonly<Record<string, readonly string[]>>,
  entry: object,
  unread: ReadonlySet<string> | undefined,
): string[] | undefined {
  if (unread === undefined) return undefined;
  const values = entry as Readonly<Record<string, unknown>>;
  return Object.keys(columns).filter((column) => {
    const fields = columns[column]!;
    const open = fields.filter((field) => unread.has(field));
    return (
      open.length > 0 && fields.every((field) => open.includes(field) || (values[field] ?? null) === null)
    );
  });
}

/** The links of the described entries, each list in its order. */
export function catalogLinks({ courses, programs, pathways }: CatalogDescription, unread: UnreadFields) {
  const isUnread = (entry: object, list: string) => unread.get(entry)?.has(list) ?? false;
  return {
    owners: courses.map((course) => linksOf(course.uuid, course.owners, isUnread(course, 'owners'))),
    authors: programs.map((program) =>
      linksOf(program.uuid, program.authoring_organizations, isUnread(program, 'authoring_organizations')),
    ),
    programRuns: programs.map((program) =>
      linksOf(
        program.uuid,
        program.courses.flatMap((course) => course.course_runs),
        isUnread(program, 'courses'),
      ),
    ),
    // An unpublished pathway has no programs, whatever it says: nobody may send it a record.
    pathwayPrograms: pathways.map((pathway) =>
      pathway.status === 'unpublished'
        ? linksOf(pathway.uuid, [], false)
        : linksOf(pathway.uuid, pathway.programs, isUnread(pathway, 'programs')),
    ),
  };
}

function linksOf(uuid: string, references: readonly Reference[], unread: boolean): Links {
  return { uuid, links: references.map((reference) => reference.uuid), unread };
}
