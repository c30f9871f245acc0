export { RefusedHits } from './refused-hits.js';
export { Throttle } from './throttle.decorator.js';
export { ThrottleHits } from './throttle.entity.js';
export { ThrottleGuard } from './throttle.guard.js';
