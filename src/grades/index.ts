import { UserGrade } from './entities/user-grade.entity.js';

export { GradesModule } from './grades.module.js';

export const gradeEntities = [UserGrade];
