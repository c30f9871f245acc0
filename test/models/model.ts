import type { Command, Kind, Name, Status } from './commands.js';

/** A credential as the model and the service's answers show it. */
export interface Credential {
  readonly kind: Kind;
  readonly status: Status;
  readonly override: string | null;
  readonly attribute: string | null;
}

export interface Learner {
  lms: number | null;
  credentials: Partial<Record<Kind, Credential>>;
  /** Each status that the credential was given, in order: its events. */
  events: Partial<Record<Kind, Status[]>>;
  grade: { readonly percent: string; readonly day: number } | null;
  shared: boolean;
  sent: boolean;
}

/** Everything that the service knows of a history. */
export interface State {
  /** Learners by number. Nobody is ever deleted. */
  readonly learners: Learner[];
  readonly names: Partial<Record<Name, number>>;
}

/** What the caller saw. Fields that no rule looks at are left out. */
export interface Answer {
  readonly status: number;
  readonly credentials?: readonly Credential[];
  readonly percent?: string;
  readonly renamed?: boolean;
}

const newLearner = (): Learner => ({
  lms: null,
  credentials: {},
  events: {},
  grade: null,
  shared: false,
  sent: false,
});

/** Learners a and b; a has a program credential. */
export function initialState(): State {
  const first = newLearner();
  first.credentials.program = { kind: 'program', status: 'awarded', override: null, attribute: null };
  first.events.program = ['awarded'];
  return { learners: [first, newLearner()], names: { a: 0, b: 1 } };
}

/**
 * The first moment of a command that names a learner: the service finds them, or creates them for an issue or a grade.
 * The command goes on with this learner, who may have another name or number by then.
 */
export function resolve(state: State, command: Command): number | undefined {
  if (!('name' in command) || command.do === 'list') return undefined;
  const { name } = command;
  const creates = command.do === 'issue' || command.do === 'grade';
  if (state.names[name] === undefined && creates) state.names[name] = state.learners.push(newLearner()) - 1;
  return state.names[name];
}

/** The moment between: an issue with a number in the LMS gives it to the learner. Nobody here has signed in. */
export function giveNumber(state: State, lms: number, learnerNumber: number): void {
  for (const other of state.learners) if (other.lms === lms) other.lms = null;
  state.learners[learnerNumber]!.lms = lms;
}

/** Carries a command out on the state. @returns the answer that the caller must get */
export function apply(state: State, command: Command, learnerNumber: number | undefined): Answer {
  const learner = learnerNumber === undefined ? undefined : state.learners[learnerNumber]!;
  switch (command.do) {
    case 'issue':
      return { status: 201, credentials: [issue(learner!, command)] };
    case 'set':
      setStatus(state.learners[0]!, 'program', command.status);
      return { status: 200, credentials: [state.learners[0]!.credentials.program!] };
    case 'read':
      return { status: 200, credentials: [state.learners[0]!.credentials.program!] };
    case 'list': {
      const number = state.names[command.name];
      const { program, course } = number === undefined ? {} : state.learners[number]!.credentials;
      return { status: 200, credentials: [program, course].filter((found) => found !== undefined) };
    }
    case 'grade': {
      const { percent, day } = command;
      if (learner!.grade === null || day >= learner!.grade.day) learner!.grade = { percent, day };
      return { status: 201, percent: learner!.grade.percent };
    }
    case 'rename':
      return { status: 200, renamed: rename(state, command.from, command.to) };
    default:
      return learner === undefined ? { status: 404 } : changeRecord(learner, command.do);
  }
}

function issue(learner: Learner, command: Command & { do: 'issue' }): Credential {
  const { kind, status, attribute } = command;
  const known = learner.credentials[kind];
  learner.credentials[kind] = {
    kind,
    status: known?.status ?? status,
    override: kind === 'program' ? null : command.override,
    attribute: attribute ?? known?.attribute ?? null,
  };
  if (known === undefined) learner.events[kind] = [status];
  else setStatus(learner, kind, status);
  return learner.credentials[kind];
}

function setStatus(learner: Learner, kind: Kind, status: Status): void {
  const credential = learner.credentials[kind]!;
  if (credential.status !== status) learner.events[kind]!.push(status);
  learner.credentials[kind] = { ...credential, status };
}

function rename(state: State, from: Name, to: Name): boolean {
  const number = state.names[from];
  if (number === undefined || from === to) return true;
  if (state.names[to] !== undefined) return false;
  state.names[from] = undefined;
  state.names[to] = number;
  return true;
}

function changeRecord(learner: Learner, change: 'share' | 'unshare' | 'send'): Answer {
  const before = learner.shared;
  learner.shared = change !== 'unshare';
  if (change === 'unshare') learner.sent = false;
  if (change === 'send') learner.sent = true;
  return { status: change === 'share' ? (before ? 200 : 201) : change === 'unshare' ? 204 : 200 };
}
