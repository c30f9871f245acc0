export { BoundedMap } from './bounded-map.js';
export { collectAll, collectYoung } from './collect.js';
export { type Listed, OpenList } from './open-list.js';
export { Remembered } from './remembered.js';
