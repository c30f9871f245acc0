import fc from '../support/property.js';

/** The names that a history's learners may have. The first two exist at its start. */
export const NAMES = ['a', 'b', 'c'] as const;
export type Name = (typeof NAMES)[number];

export const KINDS = ['program', 'course'] as const;
export type Kind = (typeof KINDS)[number];

export type Status = 'awarded' | 'revoked';

/** What a caller asks for. Names and numbers are those of the model; the runner makes them unique for each history. */
export type Command =
  | {
      readonly do: 'issue';
      readonly name: Name;
      readonly kind: Kind;
      readonly status: Status;
      readonly override: string | null;
      readonly attribute: string | null;
      /** Moves this number of the LMS to the learner. */
      readonly lms: 1 | 2 | null;
    }
  /** Sets the status of the credential that the history begins with, by its uuid. */
  | { readonly do: 'set'; readonly status: Status }
  | { readonly do: 'grade'; readonly name: Name; readonly percent: string; readonly day: number }
  | { readonly do: 'rename'; readonly from: Name; readonly to: Name }
  | { readonly do: 'share' | 'unshare' | 'send' | 'list'; readonly name: Name }
  | { readonly do: 'read' };

const name = fc.constantFrom(...NAMES);
const status = fc.constantFrom<Status>('awarded', 'revoked');

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('issue' as const),
      name,
      kind: fc.constantFrom(...KINDS),
      status,
      override: fc.constantFrom(null, '2026-05-01T00:00:00Z', '2026-06-01T00:00:00Z'),
      attribute: fc.constantFrom(null, 'one', 'two'),
      lms: fc.constantFrom(null, null, 1 as const, 2 as const),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('set' as const), status }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('grade' as const),
      name,
      percent: fc.constantFrom('0.5000', '0.7500', '1.0000'),
      day: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('rename' as const), from: name, to: name }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('share' as const, 'unshare' as const, 'send' as const, 'list' as const),
      name,
    }),
  },
  { weight: 2, arbitrary: fc.constant({ do: 'read' as const }) },
);

/** Commands that each of three callers sends one after the other, while the others send theirs. */
export const histories = fc.tuple(
  ...([0, 1, 2] as const).map(() => fc.array(command, { minLength: 1, maxLength: 4 })),
);
