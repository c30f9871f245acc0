import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Organization } from './organization.entity.js';
import { Program } from './program.entity.js';

/** An organization that authors a program, in the order of the catalog. */
@Entity('program_authoring_organization')
@Index('program_authoring_organization_organization_ix', ['organizationId'])
export class ProgramAuthoringOrganization {
  @PrimaryColumn('integer', {
    name: 'program_id',
    primaryKeyConstraintName: 'program_authoring_organization_pk',
  })
  programId!: number;

  @PrimaryColumn('integer', {
    name: 'organization_id',
    primaryKeyConstraintName: 'program_authoring_organization_pk',
  })
  organizationId!: number;

  @Column('integer')
  position!: number;

  @ManyToOne(() => Program, { onDelete: 'CASCADE' })
  @JoinColumn({
    name: 'program_id',
    foreignKeyConstraintName: 'program_authoring_organization_program_fk',
  })
  program?: Relation<Program>;

  @ManyToOne(() => Organization)
  @JoinColumn({
    name: 'organization_id',
    foreignKeyConstraintName: 'program_authoring_organization_organization_fk',
  })
  organization?: Relation<Organization>;
}
