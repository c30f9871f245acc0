import type { MigrationInterface, QueryRunner } from 'typeorm';
import { MigrationSteps } from '../platform/database/index.js';
import { GRADE_COLUMNS } from './1764000001990-audit-log.js';

/**
 * Lets the audit log take the changes of all tables that people change. Each table needs its lock for a moment. Processes
 * of the release before write rows too, whose actor is unknown.
 */
export class AuditedTables1764000001991 implements MigrationInterface {
  name = 'AuditedTables1764000001991';
  transaction = false as const;

  async up(runner: QueryRunner): Promise<void> {
    const steps = new MigrationSteps(runner);
    for (const {
      table,
      subject,
      key = 'id',
      uuid = '',
      person = '',
      ignored = [],
      personal = [],
    } of AUDITED) {
      const lists = [['id', 'created', 'modified', ...ignored], personal];
      const texts = [table, subject, key, uuid, person].map((text) => `'${text}'`);
      const arrays = lists.map((names) => `'{${names.join(',')}}'`);
      await steps.briefly(`select audit_table(${[...texts, ...arrays].join(', ')})`);
    }
    for (const [table, writer] of WRITERS) {
      await steps.briefly(`select audit_attach('${table}', '${writer}')`);
    }
    await steps.briefly(GRADE_TRIGGERS);
  }

  async down(runner: QueryRunner): Promise<void> {
    const tables = [...AUDITED.map(({ table }) => table), ...WRITERS.map(([table]) => table), 'user_grade'];
    for (const table of tables) {
      for (const event of ['insert', 'update', 'delete']) {
        await runner.query(`drop trigger ${table}_audit_${event}_tg on ${table}`);
      }
    }
  }
}

/** Tables with a function of their own. */
const WRITERS = [
  ['user_credential', 'audit_credential_change'],
  ['user_credential_attribute', 'audit_attribute_change'],
] as const;

const grade = (row: string) => GRADE_COLUMNS.map((name) => `${row}.${name}`).join(', ');

const GRADE_TRIGGERS = `
create or replace trigger user_grade_audit_insert_tg after insert on user_grade
  for each row execute function audit_grade_change();
create or replace trigger user_grade_audit_update_tg after update on user_grade
  for each row when ((${grade('new')}) is distinct from (${grade('old')})) execute function audit_grade_change();
create or replace trigger user_grade_audit_delete_tg after delete on user_grade
  for each row execute function audit_grade_change();
`;

interface Audited {
  readonly table: string;
  readonly subject: string;
  /** The column whose value names the subject. */
  readonly key?: string;
  /** The column with the subject's public uuid. */
  readonly uuid?: string;
  /** The column with the id of the user whom a row is about. */
  readonly person?: string;
  /** Columns whose changes are not logged, beside id, created and modified. */
  readonly ignored?: readonly string[];
  /** Columns whose values go when the user is retired. */
  readonly personal?: readonly string[];
}

const AUDITED: readonly Audited[] = [
  {
    table: 'users',
    subject: 'user',
    person: 'id',
    // The times of tokens and questions: they change at sign-ins.
    ignored: [
      'claims_issued_at',
      'administrator_at',
      'rights_changed_at',
      'lms_user_id_at',
      'name_answered_at',
      'name_due_at',
      'name_attempts',
    ],
    personal: ['username', 'email', 'full_name', 'staff_name', 'lms_name', 'verified_name', 'lms_user_id'],
  },
  { table: 'user_permission', subject: 'user_permission', key: 'user_id', person: 'user_id' },
  { table: 'user_group_member', subject: 'user_group_member', key: 'user_id', person: 'user_id' },
  { table: 'user_group', subject: 'user_group' },
  { table: 'user_group_permission', subject: 'user_group_permission', key: 'group_id' },
  // The uuid is the secret of the link.
  { table: 'program_cert_record', subject: 'shared_record', person: 'user_id', ignored: ['uuid'] },
  { table: 'user_credit_pathway', subject: 'credit_request', person: 'user_id' },
  { table: 'site', subject: 'site', ignored: ['csrf_key'] },
  // Images go by their digests.
  { table: 'site_logo', subject: 'site_logo', key: 'site_id', ignored: ['image'] },
  {
    table: 'organization_logo',
    subject: 'organization_logo',
    key: 'organization_id',
    ignored: ['image'],
  },
  { table: 'signatory', subject: 'signatory', ignored: ['image'] },
  { table: 'program_certificate', subject: 'program_certificate' },
  { table: 'course_certificate', subject: 'course_certificate' },
  { table: 'completion_mail_template', subject: 'completion_mail_template', key: 'key' },
  { table: 'organization', subject: 'organization', uuid: 'uuid' },
  { table: 'course', subject: 'course', uuid: 'uuid' },
  { table: 'course_owner', subject: 'course_owner', key: 'course_id' },
  { table: 'course_run', subject: 'course_run', uuid: 'uuid' },
  { table: 'program', subject: 'program', uuid: 'uuid' },
  { table: 'program_course_run', subject: 'program_course_run', key: 'program_id' },
  { table: 'program_authoring_organization', subject: 'program_authoring_organization', key: 'program_id' },
  { table: 'pathway', subject: 'pathway', uuid: 'uuid' },
  { table: 'pathway_program', subject: 'pathway_program', key: 'pathway_id' },
];
