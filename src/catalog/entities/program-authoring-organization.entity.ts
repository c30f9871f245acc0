import { Column, Entity, Index, PrimaryColumn, type Relation } from 'typeorm';
import { Reference } from '../../platform/database/index.js';
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

  @Reference(() => Program, 'program_id', 'program_authoring_organization_program_fk', {
    onDelete: 'CASCADE',
  })
  program?: Relation<Program>;

  @Reference(() => Organization, 'organization_id', 'program_authoring_organization_organization_fk')
  organization?: Relation<Organization>;
}
