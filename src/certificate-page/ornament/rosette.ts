/** Ornaments as SVG path data, drawn alike on the page and in the PDF. */

/** Ellipses turned around one centre, as on banknotes: `count` of them, centred on 0,0. */
export function rosette(longRadius: number, shortRadius: number, count: number): string {
  return Array.from({ length: count }, (_, index) => {
    const angle = (180 / count) * index;
    const [x, y] = at(longRadius, angle);
    const arc = `A${longRadius} ${shortRadius} ${round(angle)} 1 1`;
    return `M${x} ${y}${arc} ${-x} ${-y}${arc} ${x} ${y}Z`;
  }).join('');
}

/** A disc with a scalloped edge, centred on 0,0. */
export function scallops(radius: number, count: number): string {
  const step = 360 / count;
  const bulge = round(radius * Math.sin(Math.PI / count) * 1.15);
  const points = Array.from({ length: count }, (_, index) => at(radius, step * (index + 1)));
  const [startX, startY] = at(radius, 0);
  return `M${startX} ${startY}${points.map(([x, y]) => `A${bulge} ${bulge} 0 0 1 ${x} ${y}`).join('')}Z`;
}

/** A circle as a path, centred on 0,0. */
export function circle(radius: number): string {
  return `M${radius} 0A${radius} ${radius} 0 1 1 ${-radius} 0A${radius} ${radius} 0 1 1 ${radius} 0Z`;
}

/** A five-pointed star, centred on 0,0. */
export function star(radius: number): string {
  const points = Array.from({ length: 10 }, (_, index) =>
    at(index % 2 === 0 ? radius : radius * 0.42, 36 * index - 90),
  );
  return `M${points.map(([x, y]) => `${x} ${y}`).join('L')}Z`;
}

function at(radius: number, degrees: number): [x: number, y: number] {
  const angle = (degrees * Math.PI) / 180;
  return [round(radius * Math.cos(angle)), round(radius * Math.sin(angle))];
}

/** Two decimals are finer than any printer at these sizes, and keep the page light. */
function round(value: number): number {
  return Math.round(value * 100) / 100 + 0;
}
