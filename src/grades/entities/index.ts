import { UserGrade } from './user-grade.entity.js';

/** All tables of grades. */
export const gradeEntities = [UserGrade];
