export { Throttle, type ThrottleScope } from './throttle.decorator.js';
export { ThrottleHits } from './throttle.entity.js';
export { ThrottleGuard } from './throttle.guard.js';
export { ThrottleModule } from './throttle.module.js';
