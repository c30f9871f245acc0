import { learnerName, PROGRAMS, programHex } from '../world/names.ts';
import type { Work } from './work.ts';

/** Each learner's record of a program goes to that program's pathway: shared, marked as sent, put into the outbox. */
export const recordWorks: readonly Work[] = [
  {
    name: 'send',
    title: 'send a record',
    caller: 'staff',
    status: 200,
    writes: true,
    call: (world, turn) => {
      const learner = 1 + (turn % world.learners);
      const program = 1 + (Math.floor(turn / world.learners) % PROGRAMS);
      return {
        method: 'POST',
        path: `/records/programs/${programHex(program)}/send`,
        body: JSON.stringify({ username: learnerName(learner), pathway_id: program }),
      };
    },
  },
];
