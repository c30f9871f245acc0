import { Entity, Index, PrimaryColumn, type Relation } from 'typeorm';
import { Reference } from '../../platform/database/index.js';
import { Pathway } from './pathway.entity.js';
import { Program } from './program.entity.js';

/** A program that a pathway recognises. */
@Entity('pathway_program')
@Index('pathway_program_program_ix', ['programId'])
export class PathwayProgram {
  @PrimaryColumn('integer', { name: 'pathway_id', primaryKeyConstraintName: 'pathway_program_pk' })
  pathwayId!: number;

  @PrimaryColumn('integer', { name: 'program_id', primaryKeyConstraintName: 'pathway_program_pk' })
  programId!: number;

  @Reference(() => Pathway, 'pathway_id', 'pathway_program_pathway_fk', { onDelete: 'CASCADE' })
  pathway?: Relation<Pathway>;

  @Reference(() => Program, 'program_id', 'pathway_program_program_fk', { onDelete: 'CASCADE' })
  program?: Relation<Program>;
}
