import { NUMBER, numbers } from './svg-transform.js';

// `e` is no command, but part of a number.
const COMMAND = /([a-df-z])([^a-df-z]*)/gi;
/** The flags of an arc may stand without blanks beside their neighbours. */
const ARC = new RegExp(
  [`(${NUMBER})`, `(${NUMBER})`, NUMBER, '[01]', '[01]', `(${NUMBER})`, `(${NUMBER})`].join('[\\s,]*'),
  'gi',
);
/** Numbers of each part of a command that has points alone. The last point is where the pen stands afterwards. */
const POINTS: Readonly<Record<string, number>> = { m: 2, l: 2, t: 2, q: 4, s: 4, c: 6 };

/**
 * How far a pen goes for the data of a path. A curve counts as the lines between its points, which are never shorter.
 * @param longest a line beyond it counts as this: the rest is outside of the drawing, and costs nothing
 */
export function pathLength(data: string, longest: number): number {
  let length = 0;
  let [x, y, startX, startY] = [0, 0, 0, 0];
  // The point before the last one, around which `s` and `t` go on.
  let [beforeX, beforeY] = [0, 0];
  const go = (toX: number, toY: number) => {
    length += Math.min(longest, Math.hypot(toX - x, toY - y));
    [beforeX, beforeY, x, y] = [x, y, toX, toY];
  };
  for (const [, letter = '', text = ''] of data.matchAll(COMMAND)) {
    const command = letter.toLowerCase();
    const isRelative = letter === command;
    const values = numbers(text);
    if (command === 'z') go(startX, startY);
    if (command === 'h') for (const value of values) go(isRelative ? x + value : value, y);
    if (command === 'v') for (const value of values) go(x, isRelative ? y + value : value);
    if (command === 'a') {
      for (const [, rx, ry, toX, toY] of text.matchAll(ARC)) {
        length += Math.min(longest, Math.PI * (Math.abs(Number(rx)) + Math.abs(Number(ry))));
        [x, y] = isRelative ? [x + Number(toX), y + Number(toY)] : [Number(toX), Number(toY)];
      }
    }
    const size = POINTS[command] ?? 0;
    for (let part = 0; part + size <= values.length && size > 0; part += size) {
      const [originX, originY] = isRelative ? [x, y] : [0, 0];
      if (command === 's' || command === 't') go(2 * x - beforeX, 2 * y - beforeY);
      for (let at = part; at < part + size; at += 2) go(originX + values[at]!, originY + values[at + 1]!);
      if (command === 'm' && part === 0) [startX, startY] = [x, y];
    }
  }
  return length;
}
