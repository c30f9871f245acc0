import { Check, Column, CreateDateColumn, Entity, PrimaryColumn, UpdateDateColumn } from 'typeorm';
import { IsoTime } from '../../platform/database/index.js';

/** The mail to learners who complete a program. */
@Entity('completion_mail_template')
@Check('completion_mail_template_key_ck', `key = 'default' or key ~ '^(type|program):.'`)
export class CompletionMailTemplate {
  /** Its programs: `program:<uuid>`, `type:<slug>` or `default`. A program uses the first of these that exists. */
  @PrimaryColumn('varchar', { length: 300, primaryKeyConstraintName: 'completion_mail_template_pk' })
  key!: string;

  /** Handlebars, like the other two parts. */
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
