import type { CatalogDescription } from '../description/catalog-description.js';
import type { Reference } from '../description/reference.js';

/** A described entry's links, as the relink statements take them. */
export interface Links {
  readonly uuid: string;
  readonly links: readonly string[];
}

/** A description as rows of our tables. */
export function catalogRows({ organizations, courses, programs, pathways }: CatalogDescription) {
  return {
    organizations: organizations.map(({ uuid, key, name, certificate_logo_image_url: logo }) => ({
      uuid,
      key,
      name,
      certificate_logo_image_url: logo ?? null,
    })),
    courses: courses.map(({ uuid, key, title }) => ({ uuid, key, title })),
    courseRuns: courses.flatMap((course) =>
      course.course_runs.map((run) => ({
        uuid: run.uuid,
        key: run.key,
        title_override: run.title === course.title ? null : (run.title ?? null),
        start_date: run.start ?? run.start_date ?? null,
        end_date: run.end ?? run.end_date ?? null,
        course_uuid: course.uuid,
      })),
    ),
    programs: programs.map(({ uuid, title, type, type_attrs, status, total_hours_of_effort: hours }) => ({
      uuid,
      title,
      type,
      type_slug: type_attrs?.slug ?? slugify(type),
      status,
      total_hours_of_effort: hours ?? null,
    })),
    pathways: pathways.map(({ uuid, name, org_name, email, pathway_type, status }) => ({
      uuid,
      name,
      org_name,
      email,
      pathway_type,
      status,
    })),
  };
}

/** The kinds of links between entries. */
export type LinkKind = keyof ReturnType<typeof catalogLinks>;

/** The entries whose stored links of a kind stay, since nobody knows the present ones. */
export type KeptLinks = ReadonlyMap<LinkKind, ReadonlySet<string>>;

/** The links of the described entries, each list in its order. */
export function catalogLinks({ courses, programs, pathways }: CatalogDescription) {
  return {
    owners: courses.map(({ uuid, owners }) => linksOf(uuid, owners)),
    authors: programs.map((program) => linksOf(program.uuid, program.authoring_organizations)),
    programRuns: programs.map((program) =>
      linksOf(
        program.uuid,
        program.courses.flatMap((course) => course.course_runs),
      ),
    ),
    // An unpublished pathway has no programs: nobody may send it a record.
    pathwayPrograms: pathways.map(({ uuid, status, programs: listed }) =>
      linksOf(uuid, status === 'unpublished' ? [] : listed),
    ),
  };
}

/** The width of the column. */
const MOST_SLUG_CHARACTERS = 255;

/** Turns `Professional Certificate` into `professional-certificate`, as the Discovery service does. */
export function slugify(words: string): string {
  const plain = words.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const slug = plain.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '');
  // One character can stand for many: a ligature is decomposed.
  return Array.from(slug).slice(0, MOST_SLUG_CHARACTERS).join('');
}

function linksOf(uuid: string, references: readonly Reference[]): Links {
  return { uuid, links: references.map((reference) => reference.uuid) };
}
