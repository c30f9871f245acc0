export { GradesModule } from './grades.module.js';
export { gradeEntities } from './entities/index.js';
export { GradesService } from './grades.service.js';
export { joinGrades } from './merge.js';
export type { RivalGrade } from './merge.sql.js';
