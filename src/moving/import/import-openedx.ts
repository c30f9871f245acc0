import { OperatorError } from '../../platform/errors/index.js';
import { lastRun, requireFitTarget } from './guard.js';
import { FOUNDATION, KINDS, LANES } from './kinds/index.js';
import type { Kind } from './kinds/kind.js';
import { carryMailTemplates } from './mail-templates.js';
import { notePeopleThere } from './people-there.js';
import { type CarriedPictures, carryPictures, type Media } from './pictures.js';
import type { Report } from './report.js';
import { noteVisibility, reserveNumbers } from './settle.js';
import { countLeftThere, requireNeededColumns } from './source/needed-columns.js';
import { type Comparison, countRows, pagesOf, usernameComparison } from './source/pages.js';
import { chooseSite, originOf } from './source/sites.js';
import type { SourceAddress } from './source/source-address.js';
import { Source } from './source/source.js';
import { Carrier } from './target/carry.js';
import { Target } from './target/target.js';
import { verify, type Verification } from './verify/verify.js';

export interface ImportOptions {
  /** The address of the database of the service. */
  readonly url: string;
  readonly source: SourceAddress;
  /** Domain of the site; default: that of the run before, else the only one. */
  readonly site?: string | undefined;
  readonly media?: Media | undefined;
  readonly dryRun?: boolean;
  /** Whether an earlier run is expected; where there is none, a line says so. Every run goes on with what is missing. */
  readonly resume?: boolean;
  readonly intoUsed?: boolean;
  /** Rows of each kind that are compared at the end. */
  readonly verify: number | 'all';
  readonly report: Report;
  readonly say: (line: string) => void;
  /** Called often while the rows of a kind are carried, and while rows of both sides are compared. */
  readonly progress: (title: string, work: { readonly done: number; readonly total: number }) => void;
}

/** Numbers of rows of a kind by what became of them. */
export interface Tally {
  read: number;
  created: number;
  updated: number;
  unchanged: number;
  leftOut: number;
}

export interface ImportResult {
  readonly site: string;
  readonly kinds: ReadonlyMap<string, Readonly<Tally>>;
  readonly pictures: CarriedPictures;
  readonly leftThere: ReadonlyMap<string, number>;
  readonly verification: Verification;
}

/**
 * Brings a site of the Credentials service of Open edX over, or what has changed there since the last time. Each page is a
 * transaction of its own, and a row that was carried is known by its number there: a run that was broken off is gone on
 * with by another one.
 */
export async function importOpenedx(options: ImportOptions): Promise<ImportResult> {
  const source = await Source.open(options.source);
  try {
    await requireNeededColumns(source);
    const target = await Target.open(options.url);
    try {
      return await run(source, target, options);
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

async function run(source: Source, target: Target, options: ImportOptions): Promise<ImportResult> {
  const { dryRun = false, resume = false, intoUsed = false, report, say } = options;
  const earlier = await lastRun(target);
  if (resume && earlier === undefined) say('There is no earlier run: this one begins from the start.');
  if (earlier?.isFinished === false)
    say('An earlier run was broken off: this one goes on with what is missing.');
  const site = await chooseSite(source, options.site ?? earlier?.site);
  if (earlier !== undefined && earlier.site !== site.domain)
    throw new OperatorError(
      `The runs before carried the site ${earlier.site}; an installation holds one site.`,
    );
  const origin = await originOf(source);
  await requireFitTarget(target, earlier, origin, intoUsed);
  // Also in a dry run, which makes rows, too; a sequence that moved on harms nobody.
  await reserveNumbers(source, target);
  if (dryRun) await target.beDry();
  const [begun] = await target.rows<{ id: number }>(
    'insert into moving_run (origin, site, started) values ($1, $2, now()) returning id',
    [origin, site.domain],
  );
  await target.rows(`select set_config('moving.site', $1, false)`, [String(site.id)]);
  const comparison = await usernameComparison(source);
  const kinds = await carryAll(source, target, comparison, options, earlier?.isFinished === false);
  await carryMailTemplates(source, target, report);
  const pictures = await carryPictures(source, target, options.media, report);
  await noteVisibility(target);
  const verification = await verify(source, target, comparison, options.verify, (work) =>
    options.progress('compared', work),
  );
  // With it all before is on the disk.
  await target.rows('set synchronous_commit = on');
  await target.rows('update moving_run set finished = clock_timestamp(), counts = $2 where id = $1', [
    begun!.id,
    JSON.stringify(Object.fromEntries(kinds)),
  ]);
  return { site: site.domain, kinds, pictures, leftThere: await countLeftThere(source), verification };
}

const NOTHING: Readonly<Tally> = { read: 0, created: 0, updated: 0, unchanged: 0, leftOut: 0 };

async function carryAll(
  source: Source,
  target: Target,
  comparison: Comparison,
  options: ImportOptions,
  tellsAgain: boolean,
): Promise<ReadonlyMap<string, Readonly<Tally>>> {
  await notePeopleThere(source, target);
  const tallies = new Map(KINDS.map(({ title }) => [title, { ...NOTHING }]));
  const carry = async (kinds: readonly Kind[], to: Target, signal?: AbortSignal) => {
    for (const kind of kinds)
      await carryKind(
        source,
        new Carrier(to, kind, tellsAgain),
        comparison,
        tallies.get(kind.title)!,
        options,
        signal,
      );
  };
  await carry(FOUNDATION, target);
  const further = await target.further();
  if (further === undefined) {
    await carry(LANES.flat(), target);
    return tallies;
  }
  // Most of the work is PostgreSQL's, which gives one core to a connection.
  try {
    const failure = new AbortController();
    const lane = (kinds: readonly Kind[], to: Target) =>
      carry(kinds, to, failure.signal).catch((error: unknown) => failure.abort(error));
    await Promise.all([lane(LANES[0], target), lane(LANES[1], further)]);
    failure.signal.throwIfAborted();
  } finally {
    await further.close();
  }
  return tallies;
}

async function carryKind(
  source: Source,
  carrier: Carrier,
  comparison: Comparison,
  tally: Tally,
  { report, progress }: ImportOptions,
  signal?: AbortSignal,
): Promise<void> {
  const { kind } = carrier;
  const total = await countRows(source, kind);
  await carrier.begin();
  for await (const { rows, after, isLast } of pagesOf(source, kind, comparison)) {
    const carried = await carrier.carry(rows, after, isLast);
    await report.add(carried.lines);
    tally.read += rows.length;
    tally.created += carried.created;
    tally.updated += carried.updated;
    tally.unchanged += carried.unchanged;
    tally.leftOut += carried.leftOut;
    // A full last page has an empty one behind it.
    if (rows.length > 0 || total === 0) progress(kind.title, { done: tally.read, total });
    signal?.throwIfAborted();
  }
  await carrier.end();
}
