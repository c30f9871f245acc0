import { LearnerCourseStatus } from './entities/learner-course-status.entity.js';

export { CertStatusModule } from './cert-status.module.js';
export { LearnerCourseStatus };

export const certStatusEntities = [LearnerCourseStatus];
