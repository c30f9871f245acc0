export { BoundedMap } from './bounded-map.js';
export { collectYoung } from './collect-young.js';
export { type Listed, OpenList } from './open-list.js';
export { Remembered } from './remembered.js';
