import { credentialUuid, learnerName, runKey, runOf, SPARE_RUNS, type World } from '../world/names.ts';
import type { Call, Work } from './work.ts';

const CREDENTIALS = '/api/v2/credentials/';
const PAGE_SIZE = 20;
const DEEP_PAGE = 10_000;

const reading = { caller: 'staff', status: 200, writes: false } as const;

function listPage(name: string, title: string, page: (world: World) => number): Work {
  return {
    ...reading,
    name,
    title,
    call: (world) => ({ method: 'GET', path: `${CREDENTIALS}?page=${page(world)}` }),
  };
}

function issue(learner: number, run: number): Call {
  return {
    method: 'POST',
    path: CREDENTIALS,
    body: JSON.stringify({
      username: learnerName(learner),
      credential: { course_run_key: runKey(run), mode: 'verified' },
      status: 'awarded',
    }),
  };
}

export const credentialWorks: readonly Work[] = [
  {
    ...reading,
    name: 'list-username',
    title: 'list by username',
    target: { cpu: 0.5, rate: 0.7 },
    call: (world, _turn, random) => ({
      method: 'GET',
      path: `${CREDENTIALS}?username=${learnerName(1 + random.below(world.learners))}`,
    }),
  },
  {
    ...reading,
    name: 'retrieve',
    title: 'retrieve',
    target: { cpu: 0.5, rate: 0.7 },
    call: (world, _turn, random) => ({
      method: 'GET',
      path: `${CREDENTIALS}${credentialUuid(1 + random.below(world.learners), 0)}/`,
    }),
  },
  listPage('list-first', 'list, page 1', () => 1),
  listPage('list-deep', 'list, page 10,000', ({ credentials }) =>
    Math.min(DEEP_PAGE, Math.floor(credentials / PAGE_SIZE)),
  ),
  {
    name: 'create-repeat',
    title: 'create, repeated',
    caller: 'staff',
    status: 201,
    writes: true,
    target: { cpu: 0.6, rate: 0.8 },
    call: (world, _turn, random) => {
      const learner = 1 + random.below(world.learners);
      return issue(learner, runOf(world, learner, 0));
    },
  },
  {
    name: 'create',
    title: 'create, new',
    caller: 'staff',
    status: 201,
    writes: true,
    target: { cpu: 0.6, rate: 0.8 },
    call: (world, turn) => {
      const round = Math.floor(turn / world.learners);
      if (round >= SPARE_RUNS) throw new Error('No spare course run is left for a new credential');
      return issue(1 + (turn % world.learners), world.runs + round);
    },
  },
];
