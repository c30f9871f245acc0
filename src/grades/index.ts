export { GradesModule } from './grades.module.js';
export { gradeEntities } from './entities/index.js';
export { GradesService } from './grades.service.js';
