import { programVisibleFrom } from '../../credentials/index.js';
import { nameIsAwaited, type NamedMailRow, nameWaitUntil, printedName } from '../../identity/index.js';
import { idNumber, statement } from '../../platform/database/index.js';

// No repository gives this: one row from the tables of five modules, read once for each mail.

/** The subscriber that sends the mail. Rows of the outbox and triggers have the name. */
export const COMPLETION_MAIL = 'completion-mail';

/** A program credential and the data of its completion mail, as they are now. */
export interface CompletionRow extends NamedMailRow {
  readonly uuid: string;
  readonly awarded: boolean;
  /** Whether staff deactivated the learner here, as a retirement does. */
  readonly deactivated: boolean;
  /** Whether the certificate's page can be seen. */
  readonly visible: boolean;
  /** From when on it can be seen, in milliseconds since 1970; null while that is not known. */
  readonly visibleAt: number | null;
  /** When to look again: a transaction beside the award may not have woken the mail. Null once that cannot be. */
  readonly settledAt: number | null;
  /** Until when the mail waits for an address of the learner, in milliseconds since 1970. */
  readonly addressUntil: number;
  /** Whether that time is over. */
  readonly addressOverdue: boolean;
  readonly learnerName: string;
  readonly username: string;
  readonly email: string;
  readonly programUuid: string;
  readonly programTitle: string;
  readonly programType: string;
  readonly programStatus: string;
  readonly platformName: string;
  readonly lmsUrl: string | null;
  readonly fromAddress: string | null;
  readonly recordsEnabled: boolean;
  /** Of the program's certificate. */
  readonly language: string;
  /** Null when the program has no template. */
  readonly template: {
    readonly subject: string;
    readonly text: string;
    readonly html: string;
    readonly enabled: boolean;
    /** Null when it is for all languages. */
    readonly language: string | null;
  } | null;
}

/** Days for which a mail that could go waits for an address: it would be no news later. */
export const ADDRESS_DAYS = 90;

/** No transaction takes as long. */
const SETTLED = `c.first_awarded_at + interval '1 minute'`;

/** Rounded up: at that time the microseconds have passed, too. */
const milliseconds = (time: string) => `ceil(extract(epoch from ${time}) * 1000)::float8`;

/** From when on the mail can go, as far as the service can tell. */
const FIRST_FIT = 'greatest(c.first_awarded_at, shown.visible_from)';

const ADDRESS_UNTIL = `${FIRST_FIT} + interval '${ADDRESS_DAYS} days'`;

const LANGUAGE_OF_TEMPLATE = `split_part(t.key, '@', 2)`;

/**
 * Rows by primary keys. The template is the program's own, else that of its type, else the default; within these that
 * for the certificate's language, else for its nearest relative, else that for all. There are few templates: all are read.
 */
const COMPLETIONS = `c.uuid, c.status = 'awarded' as awarded,
          coalesce(shown.visible_from <= now(), false) as visible, ${milliseconds('shown.visible_from')} as "visibleAt",
          case when ${SETTLED} > now() then ${milliseconds(SETTLED)} end as "settledAt",
          ${milliseconds(ADDRESS_UNTIL)} as "addressUntil", ${ADDRESS_UNTIL} <= now() as "addressOverdue",
          ${printedName('u')} as "learnerName", u.id as "userId", ${nameIsAwaited('u')} as "nameIsAwaited",
          ${nameWaitUntil('u', FIRST_FIT)} as "nameWaitUntil",
          u.username, u.email, u.deactivated_at is not null as deactivated,
          p.uuid as "programUuid", coalesce(nullif(pc.title, ''), p.title) as "programTitle",
          p.type as "programType", p.status as "programStatus",
          site.platform_name as "platformName", site.lms_url_root as "lmsUrl",
          site.partner_from_address as "fromAddress", site.records_enabled as "recordsEnabled",
          pc.language,
          (select json_build_object('subject', t.subject, 'text', t.text, 'html', t.html, 'enabled', t.enabled,
                                    'language', nullif(${LANGUAGE_OF_TEMPLATE}, ''))
             from unnest(array['program:' || p.uuid, 'type:' || p.type_slug, 'default'])
                  with ordinality as candidate (key, rank)
             join completion_mail_template t on split_part(t.key, '@', 1) = candidate.key
              and split_part(${LANGUAGE_OF_TEMPLATE}, '-', 1) in ('', split_part(pc.language, '-', 1))
            order by candidate.rank,
                     case lower(${LANGUAGE_OF_TEMPLATE}) when lower(pc.language) then 0 when '' then 2 else 1 end,
                     length(t.key), t.key limit 1) as template
     from user_credential c
    cross join lateral (select ${programVisibleFrom('c')} as visible_from offset 0) shown
     join users u on u.id = c.user_id
     join program_certificate pc on pc.id = c.program_certificate_id
     join program p on p.id = pc.program_id
    cross join site`;

export const readCompletion = statement<CompletionRow, [credentialId: number]>(
  'completion_mail.read_completion',
  `select ${COMPLETIONS} where c.id = $1`,
);

/** The same of many, for a retry. */
export const readCompletions = statement<CompletionRow & { id: number }, [credentialIds: readonly number[]]>(
  'completion_mail.read_completions',
  `select ${idNumber('c.id')} as id, ${COMPLETIONS} where c.id = any ($1::bigint[])`,
);

/** Of several who retry a mail at once, the first one does. Locks in the order of ids: two retries would deadlock. */
export const lockCredentials = statement<object, [credentialIds: readonly number[]]>(
  'completion_mail.lock_credentials',
  `select from user_credential where id = any ($1::bigint[]) order by id for no key update`,
);
