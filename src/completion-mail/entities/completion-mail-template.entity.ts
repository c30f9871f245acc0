import { Check, Column, CreateDateColumn, Entity, PrimaryColumn, UpdateDateColumn } from 'typeorm';
import { areTimesSql, isLineSql, IsoTime } from '../../platform/database/index.js';

/** The mail to learners who complete a program. */
@Entity('completion_mail_template')
@Check('completion_mail_template_line_ck', isLineSql('key'))
@Check('completion_mail_template_key_ck', `key ~ '^default(@.+)?$' or key ~ '^(type|program):.'`)
@Check('completion_mail_template_modified_ck', 'modified >= created')
@Check('completion_mail_template_times_ck', areTimesSql('created', 'modified'))
export class CompletionMailTemplate {
  /**
   * Its programs: `program:<uuid>`, `type:<slug>` or `default`, with `@<language>` at its end or without. A program uses the
   * first of these that exists; see `readCompletion`.
   */
  @PrimaryColumn('varchar', { length: 300, primaryKeyConstraintName: 'completion_mail_template_pk' })
  key!: string;

  /** A template of plain names and conditions, like the other two parts: see `PlainTemplate`. */
  @Column('text')
  subject!: string;

  @Column('text')
  text!: string;

  @Column('text')
  html!: string;

  /** False: the programs get no mail. */
  @Column('boolean')
  enabled!: boolean;

  @CreateDateColumn({ type: 'timestamptz', default: () => 'now()' })
  created!: Date;

  @UpdateDateColumn({ type: 'timestamptz', default: () => 'now()' })
  modified!: Date;

  @IsoTime('modified')
  updatedAt!: string;
}
