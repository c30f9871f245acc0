import { UsageError } from '../options.ts';
import { credentialWorks } from './credentials.ts';
import { gradeWorks } from './grades.ts';
import { recordWorks } from './records.ts';
import { statusWorks } from './status.ts';
import type { Work } from './work.ts';

export type { Call, Work } from './work.ts';

/** Works that are measured beside the limit. Reading works come first, so that all of them see the same data. */
export const WORKS: readonly Work[] = [...statusWorks, ...credentialWorks, ...gradeWorks, ...recordWorks];

export function workNamed(name: string): Work {
  const work = WORKS.find((candidate) => candidate.name === name);
  if (work === undefined) throw new UsageError(`There is no work "${name}"`);
  return work;
}
