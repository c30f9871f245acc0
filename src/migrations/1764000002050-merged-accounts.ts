import type { MigrationInterface, QueryRunner } from 'typeorm';
import { MigrationSteps } from '../platform/database/index.js';

/**
 * An account can be merged into another one. A learner's rows move along a merge and in no other way; one that is stored for
 * a merged account at that moment is refused, and its transaction begins again. The address of a shared record stays good.
 * No stored row breaks a new rule. A process of the release before does not know merged accounts: it stores new awards for
 * them by their old name until it is replaced, and they are refused meanwhile.
 */
export class MergedAccounts1764000002050 implements MigrationInterface {
  name = 'MergedAccounts1764000002050';
  transaction = false as const;

  async up(runner: QueryRunner): Promise<void> {
    const steps = new MigrationSteps(runner);
    await steps.briefly('alter table users add column if not exists merged_into integer');
    await steps.constraint(
      'users',
      'users_merged_into_fk',
      'foreign key (merged_into) references users (id)',
    );
    await steps.check('users', 'users_merged_ck', MERGED);
    await steps.indexConcurrently(
      'users_merged_into_ix',
      'on users (merged_into, id) where merged_into is not null',
    );
    // One table at a time: a writer may hold one and need another.
    for (const step of [FORMER_LINKS, ...MOVES, ...NOT_MERGED]) await steps.briefly(step);
  }

  /** Accounts that were merged stay deactivated, without what they had. Former addresses of shared records end. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}

/** The triggers of 1764000001700 and 1764000001850 with this function. */
function fixed(refuse: string): string[] {
  return [
    `create or replace trigger user_credential_fixed_tg before update of user_id, program_certificate_id on user_credential
  for each row when ((new.user_id, new.program_certificate_id) is distinct from (old.user_id, old.program_certificate_id))
  execute function ${refuse}('a credential keeps its learner and program')`,
    `create or replace trigger program_cert_record_fixed_tg before update of user_id, program_id on program_cert_record
  for each row when ((new.user_id, new.program_id) <> (old.user_id, old.program_id))
  execute function ${refuse}('a shared record keeps its learner and program')`,
    `create or replace trigger user_credit_pathway_fixed_tg before update of user_id, pathway_id, program_id on user_credit_pathway
  for each row when ((new.user_id, new.pathway_id, new.program_id) <> (old.user_id, old.pathway_id, old.program_id))
  execute function ${refuse}('a mark keeps its learner, program and pathway')`,
    `create or replace trigger pathway_notification_fixed_tg
  before update of id, user_id, pathway_id, program_id, kind, credential_id, created on pathway_notification
  for each row when ((new.id, new.user_id, new.pathway_id, new.program_id, new.kind, new.credential_id, new.created)
         is distinct from (old.id, old.user_id, old.pathway_id, old.program_id, old.kind, old.credential_id, old.created))
  execute function ${refuse}('a notification keeps its number, learner, program, pathway, cause and time')`,
  ];
}

const MERGED = 'merged_into is null or merged_into <> id and deactivated_at is not null';

const FORMER_LINKS = `
create table if not exists former_record_uuid (
  uuid uuid not null,
  record_id bigint not null,
  constraint former_record_uuid_pk primary key (uuid),
  constraint former_record_uuid_record_fk foreign key (record_id) references program_cert_record (id) on delete cascade
);
create index if not exists former_record_uuid_record_ix on former_record_uuid (record_id);
`;

// All else of such a row stays as it is. A notification also changes its credential, when that is joined with the one of the
// other account. Triggers write `change` and `modified`.
const MOVES = [
  `create or replace function refuse_move() returns trigger language plpgsql as $$
declare
  free constant text[] := '{user_id,credential_id,modified,change}';
begin
  if to_jsonb(new) - free = to_jsonb(old) - free
     and exists (select from users where merged_into = new.user_id and (id = old.user_id or new.user_id = old.user_id)) then
    return new;
  end if;
  raise exception using errcode = 'check_violation', table = tg_table_name, constraint = tg_name, message = tg_argv[0];
end $$`,
  ...fixed('refuse_move'),
];

// A transaction that looked the learner up before the merge, and waited for it with a row of its own. Its error is that of
// a lost deadlock: it begins again, and finds the account into which this one was merged. The trigger comes after that of
// the foreign key, by its name, which has waited then.
const NOT_MERGED = [
  `create or replace function refuse_merged() returns trigger language plpgsql as $$
begin
  if exists (select from users where id = new.user_id and merged_into is not null) then
    raise exception using errcode = 'deadlock_detected', table = tg_table_name, message = 'the account was merged meanwhile';
  end if;
  return null;
end $$`,
  ...['user_credential', 'user_grade', 'program_cert_record', 'user_credit_pathway'].map(
    (table) => `create or replace trigger ${table}_merged_tg after insert on ${table}
      for each row execute function refuse_merged()`,
  ),
];

const DOWN = `
drop trigger user_credit_pathway_merged_tg on user_credit_pathway;
drop trigger program_cert_record_merged_tg on program_cert_record;
drop trigger user_grade_merged_tg on user_grade;
drop trigger user_credential_merged_tg on user_credential;
drop function refuse_merged();
${fixed('refuse_change').join(';\n')};
drop function refuse_move();
drop table former_record_uuid;
drop index users_merged_into_ix;
alter table users drop column merged_into;
`;
