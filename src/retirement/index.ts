export { RetirementModule } from './retirement.module.js';
export { type Retirement, RetirementService } from './retirement.service.js';
