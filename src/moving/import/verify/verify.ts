import { PERMISSIONS } from '../../../identity/index.js';
import { type Comparison, inComparison, pagesBy } from '../source/pages.js';
import type { Source, SourceRow } from '../source/source.js';
import type { Target } from '../target/target.js';
import type { Check } from './check.js';
import { CHECKS } from './checks.js';

/** A row that is not the same on both sides. */
export interface Difference {
  readonly table: string;
  readonly id: string;
  /** A field, or that the row is missing. */
  readonly field: string;
}

export interface Verification {
  readonly compared: number;
  readonly differences: readonly Difference[];
}

const PAGE_ROWS = 2000;

/**
 * Compares rows of both sides field by field, on the moment of the source that was carried. Rows that could not be carried,
 * were joined with others or were changed here since are no differences: the report lists them.
 * @param rows of each kind, chosen by chance
 * @param progress called often
 */
export async function verify(
  source: Source,
  target: Target,
  comparison: Comparison,
  rows: number | 'all',
  progress: (work: { readonly done: number; readonly total: number }) => void,
): Promise<Verification> {
  let compared = 0;
  let done = 0;
  const total = await countChosen(source, rows);
  const differences: Difference[] = [];
  for (const check of CHECKS)
    for await (const page of pages(source, check, rows, comparison)) {
      const here = await readHere(target, check, page);
      for (const row of page) {
        const found = here.get(row[0]!);
        if (found === 'not carried') continue;
        compared += 1;
        for (const field of differing(check, row, found))
          differences.push({ table: check.table, id: row[0]!, field });
      }
      done += page.length;
      if (done < total) progress({ done, total });
    }
  // A sample has fewer rows where some are of no kind that comes along.
  if (done > 0) progress({ done, total: done });
  return { compared, differences };
}

async function countChosen(source: Source, wanted: number | 'all'): Promise<number> {
  let total = 0;
  for (const { from, table } of CHECKS) {
    const [row] = await source.rows(`select count(*) from ${wanted === 'all' ? from : table}`);
    total += Math.min(Number(row![0]), wanted === 'all' ? Infinity : wanted);
  }
  return total;
}

async function* pages(
  source: Source,
  check: Check,
  wanted: number | 'all',
  comparison: Comparison,
): AsyncGenerator<readonly SourceRow[]> {
  const query = inComparison(`select s.id, ${check.source.join(', ')} from ${check.from}`, comparison);
  if (wanted !== 'all') {
    const ids = await source.rows(`select id from ${check.table} order by rand() limit ?`, [wanted]);
    for (let at = 0; at < ids.length; at += PAGE_ROWS)
      yield await source.rows(`${query} where s.id in (${ids.slice(at, at + PAGE_ROWS).join(', ')})`);
    return;
  }
  for await (const { rows } of pagesBy(source, 's.id', query)) if (rows.length > 0) yield rows;
}

type HereRow = readonly (string | null)[];

/** The rows here that rows there became, by the number there. Undefined: none, without a reason. */
async function readHere(
  target: Target,
  check: Check,
  page: readonly SourceRow[],
): Promise<ReadonlyMap<string, HereRow | 'not carried'>> {
  const given = check.fields.indexOf(check.given ?? 'modified');
  const rows = await target.rows<{ id: string; isOut: boolean; isKnown: boolean; values: HereRow }>(
    `select m.id, m.is_out or coalesce(${check.changedHere}, false) as "isOut", m.is_known as "isKnown",
            array[${check.here.map((sql) => `(${sql})::text`).join(', ')}] as values
       from (select given.id, moved.here_id, given.given,
                    coalesce(moved.joined or moved.here_id is null, false) as is_out, moved.kind is not null as is_known
               from unnest($1::text[], $2::text[]) as given (id, given)
               left join moved_row moved on moved.kind = '${check.table}' and moved.source_id = given.id::bigint) m
       left join ${check.hereFrom}`,
    [page.map(([id]) => id), page.map((row) => (given < 0 ? null : row[given + 1]!))],
  );
  return new Map(
    rows
      .filter(({ isOut, isKnown }) => isOut || isKnown)
      .map(({ id, isOut, values }) => [id, isOut ? 'not carried' : values]),
  );
}

function differing({ fields }: Check, [, ...there]: SourceRow, here: HereRow | undefined): string[] {
  if (here === undefined || here.every((value) => value === null)) return ['everything: it is missing here'];
  return fields.filter((field, index) => !isSame(field, there[index] ?? null, here[index] ?? null));
}

function isSame(field: string, there: string | null, here: string | null): boolean {
  // Zeros are no time.
  if (/^0000-00-00 [0:.]+$/.test(there ?? '')) return true;
  return there === here || (SAME[field]?.(there ?? '', here ?? '') ?? false);
}

/** As texts of one line are stored here. */
const isSameLine = (there: string, here: string) => withoutControls(there) === withoutControls(here);
/** What would be no web address here is not stored. */
const isSameAddress = (there: string, here: string) =>
  here === '' && !/^https?:\/\/[^\s\p{Cc}]+$/iu.test(there);
/** As sets. */
const isSameList = (there: string, here: string) => sorted(there) === sorted(here);

/** How values may differ and be the same nevertheless. Null is empty. */
const SAME: Readonly<Record<string, (there: string, here: string) => boolean>> = {
  user: isSameOwner,
  username: (there, here) => there.trim() === here,
  full_name: isSameLine,
  attributes: isSameLine,
  signatures: isSameLine,
  name: isSameLine,
  key: isSameLine,
  email: (there, here) => here === '' && /[\s\p{Cc}]/u.test(there),
  logo: isSameAddress,
  groups: isSameList,
  rights: (there, here) => isSameList(known(there), here),
  language: (there, here) => here === 'en' && !/^[a-z]{2,3}(-[a-z0-9]{2,4})?$/i.test(there),
};

/** By the user; where none of there became that of here, by name. */
function isSameOwner(there: string, here: string): boolean {
  const [owner, ...others] = namesOf(here);
  const [user, name = user] = namesOf(there);
  return [owner, ...others].includes(user) || (others.length === 0 && owner === name);
}

function namesOf(owner: string): string[] {
  return owner.split('\n').map((name) => name.trim().toLowerCase());
}

/** Rights that nobody asks for here stay there. */
function known(rights: string): string {
  const names: readonly string[] = PERMISSIONS;
  return rights
    .split(',')
    .filter((right) => names.includes(right))
    .join();
}

function sorted(list: string): string {
  return [...new Set(list.split(','))].sort().join();
}

function withoutControls(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim();
}
