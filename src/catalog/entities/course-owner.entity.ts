import { Column, Entity, Index, PrimaryColumn, type Relation } from 'typeorm';
import { Reference } from '../../platform/database/index.js';
import { Course } from './course.entity.js';
import { Organization } from './organization.entity.js';

/** An organization that owns a course. Certificates and records name them in order of position. */
@Entity('course_owner')
@Index('course_owner_organization_ix', ['organizationId'])
export class CourseOwner {
  @PrimaryColumn('integer', { name: 'course_id', primaryKeyConstraintName: 'course_owner_pk' })
  courseId!: number;

  @PrimaryColumn('integer', { name: 'organization_id', primaryKeyConstraintName: 'course_owner_pk' })
  organizationId!: number;

  @Column('integer')
  position!: number;

  @Reference(() => Course, 'course_id', 'course_owner_course_fk', { onDelete: 'CASCADE' })
  course?: Relation<Course>;

  @Reference(() => Organization, 'organization_id', 'course_owner_organization_fk')
  organization?: Relation<Organization>;
}
