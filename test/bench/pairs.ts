import type { Server } from './servers.ts';
import type { Slice, SlicePlan, Slicer } from './slice.ts';

const SLICE_SECONDS = 1;
const WARM_UP_MS = 2500;

/**
 * Loads two servers in turns, in short slices: a machine that slows down meanwhile slows both. The order changes from
 * pair to pair (AB BA AB ...), so that a steady drift favours neither.
 */
export async function measurePairs(
  slicer: Slicer,
  [one, other]: readonly [Server, Server],
  plan: Pick<SlicePlan, 'work' | 'world' | 'connections'>,
  seconds: number,
): Promise<(readonly [Slice, Slice])[]> {
  for (const server of [one, other]) {
    await slicer.run(server, { ...plan, milliseconds: WARM_UP_MS, seed: 0 });
  }
  const pairs: (readonly [Slice, Slice])[] = [];
  const count = Math.max(1, Math.round(seconds / SLICE_SECONDS));
  for (let seed = 1; seed <= count; seed++) {
    const slice = { ...plan, milliseconds: (seconds / count) * 1000, seed };
    if (seed % 2 === 1) {
      const first = await slicer.run(one, slice);
      pairs.push([first, await slicer.run(other, slice)]);
    } else {
      const first = await slicer.run(other, slice);
      pairs.push([await slicer.run(one, slice), first]);
    }
  }
  return pairs;
}
