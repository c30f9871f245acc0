import type { Random } from '../load/random.ts';
import { courseOf, courseUuid, learnerName, runKey, runOf, type World } from '../world/names.ts';
import type { Work } from './work.ts';

const SINGLE = '/api/credentials/v1/learner_cert_status/';
const BULK = '/api/credentials/v1/bulk_learner_cert_status/';

/** Half of the questions ask for two runs by key, half for a course by uuid. */
function question(world: World, random: Random): object {
  const learner = 1 + random.below(world.learners);
  const run = runOf(world, learner, 0);
  return random.below(2) === 0
    ? { username: learnerName(learner), course_runs: [runKey(run), runKey(runOf(world, learner, 1))] }
    : { username: learnerName(learner), courses: [courseUuid(courseOf(run))] };
}

function bulk(size: number, target: Work['target']): Work {
  return {
    name: `bulk-${size}`,
    title: `status, bulk of ${size.toLocaleString('en')}`,
    caller: 'statusWorker',
    status: 200,
    writes: false,
    target,
    call: (world, _turn, random) => ({
      method: 'POST',
      path: BULK,
      body: JSON.stringify(Array.from({ length: size }, () => question(world, random))),
    }),
  };
}

export const statusWorks: readonly Work[] = [
  {
    name: 'status',
    title: 'status, one learner',
    caller: 'statusWorker',
    status: 200,
    writes: false,
    target: { cpu: 0.6, rate: 0.8 },
    call: (world, _turn, random) => ({
      method: 'POST',
      path: SINGLE,
      body: JSON.stringify(question(world, random)),
    }),
  },
  bulk(20, { cpu: 0.7, rate: 0.9 }),
  bulk(1000, { cpu: 0.85, rate: 0.9 }),
  { ...bulk(10_000, undefined), extra: true },
];
