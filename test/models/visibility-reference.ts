import fc from '../support/property.js';

/** Times in years, which compare as text does. */
const PAST = ['2019', '2020', '2021'] as const;
const YEARS = [...PAST, '2998', '2999'] as const;
export const NOW = '2026';

type Year = (typeof YEARS)[number];

export const [RUNS, COURSES, PROGRAMS, LEARNERS] = [4, 3, 2, 2];

/** A change of the catalog or of the credentials. Runs, courses, programs and learners are named by their position. */
export type Change =
  /** Awards a credential for a run or a program, for the first time or again, or revokes it. */
  | {
      readonly kind: 'run' | 'program';
      readonly learner: number;
      readonly position: number;
      readonly status: 'awarded' | 'revoked';
      /** Only the first one counts. */
      readonly created: Year;
    }
  /** Sets the available date of a run's certificate. */
  | { readonly kind: 'date'; readonly run: number; readonly date: Year | null }
  /** Gives a program other runs. */
  | { readonly kind: 'runs'; readonly program: number; readonly runs: readonly number[] }
  /** Moves a run to another course. */
  | { readonly kind: 'course'; readonly run: number; readonly course: number };

const below = (count: number) => fc.nat({ max: count - 1 });
const status = fc.constantFrom('awarded' as const, 'awarded' as const, 'revoked' as const);
const created = fc.constantFrom<Year>(...PAST);
const issueOf = <Kind extends 'run' | 'program'>(kind: Kind, count: number) =>
  fc.record({ kind: fc.constant(kind), learner: below(LEARNERS), position: below(count), status, created });
const someRuns = fc.subarray(Array.from({ length: RUNS }, (_, run) => run));

export const histories: fc.Arbitrary<Change[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: issueOf('run', RUNS) },
    { weight: 3, arbitrary: issueOf('program', PROGRAMS) },
    fc.record({
      kind: fc.constant('date' as const),
      run: below(RUNS),
      date: fc.option(fc.constantFrom<Year>(...YEARS)),
    }),
    fc.record({ kind: fc.constant('runs' as const), program: below(PROGRAMS), runs: someRuns }),
    fc.record({ kind: fc.constant('course' as const), run: below(RUNS), course: below(COURSES) }),
  ),
  { minLength: 5, maxLength: 30 },
);

/** What is known of one credential. */
export interface Shown {
  readonly learner: number;
  readonly kind: 'run' | 'program';
  readonly position: number;
  /** The year from which it is visible; null: not known. */
  readonly from: string | null;
  readonly visible: boolean;
  /** For a program: whether the learner has completed it. */
  readonly completed: boolean | null;
}

interface Earned {
  status: 'awarded' | 'revoked';
  readonly created: Year;
  /** Its place among all credentials. */
  readonly number: number;
  /** For a program: the runs on whose credentials it rested when it was visible last. */
  restedOn?: readonly number[] | undefined;
}

/**
 * The rule of src/credentials/visibility.ts, read from its comment and written without SQL. It notes after each change
 * what is visible; the database only notes it before a change that could hide it.
 */
export class Reference {
  private readonly dates = new Array<Year | null>(RUNS).fill(null);
  private readonly courses = Array.from({ length: RUNS }, (_, run) => run % COURSES);
  /** At first each program has all runs but the one of its own number. */
  private readonly programs: (readonly number[])[] = Array.from({ length: PROGRAMS }, (_, program) =>
    Array.from({ length: RUNS }, (_run, run) => run).filter((run) => run !== program),
  );
  private readonly learners = Array.from({ length: LEARNERS }, () => ({
    run: new Map<number, Earned>(),
    program: new Map<number, Earned>(),
  }));
  private count = 0;

  apply(change: Change): void {
    if (change.kind === 'date') this.dates[change.run] = change.date;
    else if (change.kind === 'runs') this.programs[change.program] = change.runs;
    else if (change.kind === 'course') this.courses[change.run] = change.course;
    else this.issue(change);
    this.lookAround();
  }

  private issue({ kind, learner, position, status, created }: Extract<Change, { learner: number }>): void {
    const credentials = this.learners[learner]![kind];
    const credential = credentials.get(position) ?? { status, created, number: (this.count += 1) };
    credentials.set(position, credential);
    credential.status = status;
    if (status === 'revoked') credential.restedOn = undefined;
  }

  private lookAround(): void {
    this.learners.forEach(({ program }, learner) => {
      for (const [position, credential] of program) {
        if (credential.status === 'revoked') continue;
        const deciding = this.deciding(learner, position);
        const from = this.latest(learner, deciding);
        if (from !== null && from <= NOW) credential.restedOn = deciding;
      }
    });
  }

  /** The time from which the learner's credential of a run is visible. */
  private date(learner: number, run: number): Year {
    return this.dates[run] ?? this.learners[learner]!.run.get(run)!.created;
  }

  /** The runs, one for each course of the program, whose credentials are visible first. */
  private deciding(learner: number, program: number): number[] {
    const { run: credentials } = this.learners[learner]!;
    const first = new Map<number, number>();
    const key = (run: number) =>
      `${this.date(learner, run)} ${String(credentials.get(run)!.number).padStart(5, '0')}`;
    for (const run of this.programs[program]!) {
      if (credentials.get(run)?.status !== 'awarded') continue;
      const course = this.courses[run]!;
      const known = first.get(course);
      if (known === undefined || key(run) < key(known)) first.set(course, run);
    }
    return [...first.values()];
  }

  private latest(learner: number, runs: readonly number[]): string | null {
    return (
      runs
        .map((run) => this.date(learner, run))
        .sort()
        .at(-1) ?? null
    );
  }

  /** How many credentials are visible only because they were. */
  get kept(): number {
    const visible = this.shown().filter(({ kind, visible: shown }) => kind === 'program' && shown);
    return visible.filter(({ learner, position }) => {
      const now = this.latest(learner, this.deciding(learner, position));
      return now === null || now > NOW;
    }).length;
  }

  shown(): Shown[] {
    return this.learners.flatMap(({ run, program }, learner) => [
      ...inOrder(run).map(([position]): Shown => {
        const from = this.date(learner, position);
        return { learner, kind: 'run', position, from, visible: from <= NOW, completed: null };
      }),
      ...inOrder(program).map(([position, { status, restedOn = [] }]): Shown => {
        const now = this.latest(learner, this.deciding(learner, position));
        const kept = this.latest(learner, restedOn);
        const from =
          now !== null && now <= NOW ? now : ([now, kept].filter((time) => time !== null).sort()[0] ?? null);
        const visible = from !== null && from <= NOW;
        return {
          learner,
          kind: 'program',
          position,
          from,
          visible,
          completed: visible && status === 'awarded',
        };
      }),
    ]);
  }
}

const inOrder = (credentials: ReadonlyMap<number, Earned>) => [...credentials].sort(([a], [b]) => a - b);
