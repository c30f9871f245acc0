import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

type Collect = (options: { readonly type: 'minor' | 'major' }) => void;

let collect: Collect | undefined;

/** Collects what is young, in a millisecond, without a flag at the start of the process. */
export function collectYoung(): void {
  collect ??= collector();
  collect({ type: 'minor' });
}

/** Collects all that is garbage, in some ten milliseconds: for a command whose work is done in large pieces. */
export function collectAll(): void {
  collect ??= collector();
  collect({ type: 'major' });
}

function collector(): Collect {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as Collect;
}
