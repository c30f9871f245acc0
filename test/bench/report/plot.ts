import type { Growth } from '../growth.ts';

const WIDTH = 760;
const HEIGHT = 400;
const LEFT = 60;
const RIGHT = 220;
const TOP = 30;
const BOTTOM = 50;
const COLOURS = ['#0b5cad', '#b3400f', '#2e7d32', '#7b2d8b', '#8a6d00', '#455a64', '#ad1457', '#00695c'];
/** A cost that must stay flat may be so many times as high at the largest size. */
const ALLOWED = 1.3;

/** Cost per request against the size of the data, both as multiples of the first size, as an SVG image. */
export function growthPlot(growth: readonly Growth[]): string {
  const sizes = growth[0]!.points.map(({ credentials }) => credentials);
  const ratios = growth.map(({ points }) => points.map(({ cost }) => cost / points[0]!.cost));
  const top = Math.ceil(Math.max(2, ...ratios.flat()));
  const x = (index: number) => LEFT + (index / (sizes.length - 1)) * (WIDTH - LEFT - RIGHT);
  // Logarithmic, since a growing cost would otherwise hide the flat ones.
  const y = (ratio: number) =>
    HEIGHT - BOTTOM - (Math.log(ratio / 0.5) / Math.log(top / 0.5)) * (HEIGHT - TOP - BOTTOM);
  const marks = [0.5, 1, ALLOWED, 2, 4, 8, 16, 32].filter((mark) => mark <= top);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" role="img">`,
    '<title>Cost of a request against the number of credentials</title>',
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    text(
      LEFT,
      18,
      'Cost of a request (CPU of service and database), as a multiple of that at the first size',
    ),
    ...marks.flatMap((mark) => [
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(mark)}" y2="${y(mark)}" stroke="${mark === ALLOWED ? '#c62828' : '#dddddd'}"${mark === ALLOWED ? ' stroke-dasharray="6 4"' : ''}/>`,
      text(LEFT - 8, y(mark) + 4, String(mark), 'end'),
    ]),
    ...sizes.map((size, index) => text(x(index), HEIGHT - BOTTOM + 20, size.toLocaleString('en'), 'middle')),
    text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, 'course credentials', 'middle'),
    ...growth.flatMap(({ title }, index) => series(title, ratios[index]!, index, { x, y })),
    '</svg>',
    '',
  ].join('\n');
}

interface Scale {
  x(index: number): number;
  y(ratio: number): number;
}

function series(title: string, ratios: readonly number[], index: number, { x, y }: Scale): string[] {
  const colour = COLOURS[index % COLOURS.length]!;
  const points = ratios.map((ratio, step) => [x(step), y(ratio)] as const);
  // The names stand in a column in the table's order: at the ends of the lines they would cover each other.
  const line = TOP + 20 + index * 20;
  return [
    `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${points.map((point) => point.map(round).join(',')).join(' ')}"/>`,
    ...points.map(([left, up]) => `<circle cx="${round(left)}" cy="${round(up)}" r="3.5" fill="${colour}"/>`),
    `<line x1="${WIDTH - RIGHT + 16}" x2="${WIDTH - RIGHT + 36}" y1="${line}" y2="${line}" stroke="${colour}" stroke-width="2"/>`,
    text(WIDTH - RIGHT + 42, line + 4, `${title} (${ratios.at(-1)!.toFixed(2)})`),
  ];
}

function text(x: number, y: number, content: string, anchor = 'start'): string {
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" fill="#222222">${content}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
