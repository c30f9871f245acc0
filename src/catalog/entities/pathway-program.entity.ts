import { Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
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

  @ManyToOne(() => Pathway, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'pathway_id', foreignKeyConstraintName: 'pathway_program_pathway_fk' })
  pathway?: Relation<Pathway>;

  @ManyToOne(() => Program, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'program_id', foreignKeyConstraintName: 'pathway_program_program_fk' })
  program?: Relation<Program>;
}
