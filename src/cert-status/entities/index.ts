import { LearnerCourseStatus } from './learner-course-status.entity.js';

export const certStatusEntities = [LearnerCourseStatus];
