export { gradeEntities } from './entities/index.js';
export { GradesModule } from './grades.module.js';
