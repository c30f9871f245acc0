export { BoundedMap } from './bounded-map.js';
export { collectGarbage } from './collect-garbage.js';
export { type Listed, OpenList } from './open-list.js';
export { Remembered } from './remembered.js';
