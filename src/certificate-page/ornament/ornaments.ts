import { circle, rosette, scallops, star } from './rosette.js';

/** The certificate's ornaments. Each is centred on 0,0 in its own units; the viewer scales them. */
export const ORNAMENTS = {
  /** Behind the text; 200 units across. */
  watermark: `${rosette(100, 34, 24)}${rosette(56, 15, 18)}`,
  /** Parts of the seal from back to front; 120 units across. */
  seal: {
    edge: scallops(54, 40),
    ring: circle(47),
    engraving: rosette(45, 17, 20),
    center: circle(20),
    star: star(13),
    ribbons: 'M-24 34L-36 88L-19 78L-8 93L2 40ZM24 34L36 88L19 78L8 93L-2 40Z',
  },
  /** The frame's upper left corner. The ground covers the frame's two lines where the arcs begin. */
  corner: {
    ground: 'M-3 -3H40V3H45.5V45.5H3V40H-3Z',
    lines: 'M40 0A40 40 0 0 1 0 40M45.5 6A40 40 0 0 1 6 45.5',
    engraving: rosette(13, 5, 9),
  },
} as const;
