import { CatalogDescription } from '../../description/catalog-description.js';
import { CourseDescription, type CourseRunDescription } from '../../description/course-description.js';
import { OrganizationDescription } from '../../description/organization-description.js';
import { CopiedPathwayDescription } from '../../description/pathway-description.js';
import { ProgramDescription } from '../../description/program-description.js';
import { type Loss, salvageDescription } from '../../../platform/validation/index.js';
import { type LeftOut, Presence } from '../left-out.js';
import type { Endpoint } from './discovery-client.js';
import { missingLists } from './missing-lists.js';
import { rewriteOddities } from './oddities.js';
import { nameOf, type Place, runsOf, uuidOf } from './raw-entry.js';

const CLASSES = {
  organizations: OrganizationDescription,
  courses: CourseDescription,
  programs: ProgramDescription,
  pathways: CopiedPathwayDescription,
} as const;

/** The end of a sentence about something that is there already. */
const FIRST_COUNTS = 'the first one counts';

/** Reads the entries of the Discovery API one by one. One that cannot be taken is noted and stops nothing. */
export class CatalogReader {
  readonly catalog = new CatalogDescription();
  readonly leftOut: LeftOut[] = [];
  readonly presence = new Presence();
  /** The fields and lists of the catalog that could not be read as a whole: of a stored entry they stay as they were. */
  readonly unread = new Map<object, ReadonlySet<string>>();
  private readonly taken = new Set<string>();

  /** @param origin of the API, where images without a host are */
  constructor(private readonly origin: string) {}

  add(endpoint: Endpoint, raw: unknown, place: Place): void {
    const { value, losses, unread } = salvageDescription<{ uuid: string }>(
      CLASSES[endpoint],
      rewriteOddities(endpoint, raw, this.origin),
    );
    const repeated = value !== undefined && !this.isNew(endpoint, value.uuid);
    if (value === undefined || repeated) this.markPresent(endpoint, raw);
    if (repeated) {
      this.noteRepeated(endpoint, raw, place);
      return;
    }
    const missing = value === undefined ? [] : missingLists(endpoint, raw);
    this.noteLosses(endpoint, [...losses, ...missing].filter(matters(value)), raw, place);
    if (value === undefined) return;
    for (const [part, fields] of unread) this.markUnread(part, fields);
    this.markUnread(
      value,
      missing.map(({ field }) => field),
    );
    if (value instanceof CourseDescription) this.leaveOutRepeatedRuns(value, raw, place);
    (this.catalog[endpoint] as unknown[]).push(value);
  }

  /** Takes runs out that came before, in this course or in another one. */
  private leaveOutRepeatedRuns(course: CourseDescription, raw: unknown, place: Place): void {
    course.course_runs = course.course_runs.filter((run) => {
      const isKnown = !this.isNew('course_runs', run.uuid);
      if (!isKnown && this.isNew('keys of course_runs', foldedKey(run))) return true;
      this.presence.add('course_runs', run.uuid);
      const what = isKnown ? 'uuid' : 'key, in any letter case';
      const words = `the course run ${nameOf(run)}: an earlier one has this ${what}`;
      this.note('course_runs', 'entry', raw, place, words, FIRST_COUNTS);
      return false;
    });
  }

  private markUnread(part: object, fields: Iterable<string>): void {
    const all = new Set([...(this.unread.get(part) ?? []), ...fields]);
    if (all.size > 0) this.unread.set(part, all);
  }

  private isNew(kind: string, identity: string): boolean {
    return this.taken.size !== this.taken.add(`${kind} ${identity}`).size;
  }

  /** An entry that comes twice has moved to a page that was not read yet: another one may be missing. */
  private noteRepeated(endpoint: Endpoint, raw: unknown, place: Place): void {
    this.presence.unsure.add(endpoint);
    if (endpoint === 'courses') this.presence.unsure.add('course_runs');
    this.note(endpoint, 'entry', raw, place, 'it came before', FIRST_COUNTS);
  }

  /** One line for the entry, and one for each of its runs. */
  private noteLosses(endpoint: Endpoint, losses: readonly Loss[], raw: unknown, place: Place): void {
    for (const [run, lost] of Map.groupBy(losses, ({ leftOut }) => runIn(endpoint, leftOut))) {
      const words = lost
        .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
        .join(', ');
      const kind = run === '' ? endpoint : 'course_runs';
      if (lost.some(({ leftOut }) => leftOut === run)) {
        const rawRun = run === '' ? undefined : runsOf(raw)?.[Number(/\d+/.exec(run)?.[0])];
        if (run !== '') this.presence.add(kind, uuidOf(rawRun));
        const what = run === '' ? 'it is not taken' : `the course run (${nameOf(rawRun)}) is not taken`;
        this.note(kind, 'entry', raw, place, words, what);
      } else {
        const fields = [...new Set(lost.map(({ leftOut }) => fieldOf(leftOut)))];
        const left = fields.length === 1 ? 'is left as it was' : 'are left as they were';
        this.note(kind, 'part', raw, place, words, `it is taken, and ${fields.join(', ')} ${left}`);
        if (lost.some(({ leftOut }) => leftOut === 'course_runs')) this.presence.unsure.add('course_runs');
      }
    }
  }

  /** An entry that was not taken is there all the same, and so are its runs. */
  private markPresent(endpoint: Endpoint, raw: unknown): void {
    this.presence.add(endpoint, uuidOf(raw));
    if (endpoint !== 'courses') return;
    const runs = runsOf(raw);
    if (runs === undefined) this.presence.unsure.add('course_runs');
    else for (const run of runs) this.presence.add('course_runs', uuidOf(run));
  }

  private note(
    kind: LeftOut['kind'],
    extent: LeftOut['extent'],
    raw: unknown,
    { list, page, position }: Place,
    words: string,
    consequence: string,
  ): void {
    const place = `${list}, page ${page}, entry ${position} (${nameOf(raw)})`;
    this.leftOut.push({ kind, extent, words: `${place}: ${words}; ${consequence}` });
  }
}

/** The path of the run of a course in which something was left out; empty outside of runs. */
function runIn(endpoint: Endpoint, leftOut: string): string {
  return (endpoint === 'courses' && /^course_runs\[\d+\]/.exec(leftOut)?.[0]) || '';
}

/** The field of the entry, or of the run in it, to which a path belongs: all of this field stays as it was. */
function fieldOf(path: string): string {
  return /^(?:course_runs\[\d+\]\.)?\w+/.exec(path)?.[0] ?? path;
}

/** An unpublished pathway has no programs, whatever it says. */
function matters(value: object | undefined): (loss: Loss) => boolean {
  const hasNoPrograms = value instanceof CopiedPathwayDescription && value.status === 'unpublished';
  return ({ leftOut }) => !(hasNoPrograms && fieldOf(leftOut) === 'programs');
}

function foldedKey({ key }: CourseRunDescription): string {
  return key.toLowerCase();
}
