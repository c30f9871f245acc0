import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

type Collect = (options: { readonly type: 'minor' | 'major' }) => void;

let collect: Collect | undefined;

/** Collects what is young (`minor`, a millisecond) or all (`major`), without a flag at the start of the process. */
export function collectGarbage(type: 'minor' | 'major'): void {
  collect ??= collector();
  collect({ type });
}

function collector(): Collect {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as Collect;
}
