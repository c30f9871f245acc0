import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
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

  @ManyToOne(() => Course, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'course_id', foreignKeyConstraintName: 'course_owner_course_fk' })
  course?: Relation<Course>;

  @ManyToOne(() => Organization)
  @JoinColumn({ name: 'organization_id', foreignKeyConstraintName: 'course_owner_organization_fk' })
  organization?: Relation<Organization>;
}
