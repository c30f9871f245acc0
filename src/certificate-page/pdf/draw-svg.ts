import type { Drawing } from '../../platform/images/index.js';
import type { Sheet } from './sheet.js';

/** Draws the SVG as large as the box allows, at the centre of its lower edge. */
export function drawSvg(
  sheet: Sheet,
  { frame: [left, top, width, height], shapes }: Drawing,
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): void {
  const { document } = sheet;
  const scale = Math.min(box.width / width, box.height / height);
  const x = box.x + (box.width - width * scale) / 2;
  const y = box.y + box.height - height * scale;
  sheet.at(x - left * scale, y - top * scale, scale, () => {
    document.rect(left, top, width, height).clip();
    for (const { path, matrix, paint } of shapes) {
      const { fill, stroke } = paint;
      if (fill === null && stroke === null) continue;
      document.save().transform(...matrix);
      document
        .lineWidth(paint['stroke-width'])
        .lineCap(paint['stroke-linecap'])
        .lineJoin(paint['stroke-linejoin']);
      document.fillOpacity(paint['fill-opacity']).strokeOpacity(paint['stroke-opacity']);
      document.path(path);
      if (fill !== null && stroke !== null) document.fillAndStroke(fill, stroke, paint['fill-rule']);
      else if (fill !== null) document.fill(fill, paint['fill-rule']);
      else if (stroke !== null) document.stroke(stroke);
      document.restore();
    }
  });
}
