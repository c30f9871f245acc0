import { UserGrade } from './user-grade.entity.js';

export const gradeEntities = [UserGrade];
