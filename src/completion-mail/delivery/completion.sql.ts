import { statement } from '../../platform/database/index.js';

// No repository gives this: one row from the tables of five modules, read once for each mail.

/** A program credential and the data of its completion mail, as they are now. */
export interface CompletionRow {
  readonly uuid: string;
  readonly awarded: boolean;
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
  /** Null when the program has no template. */
  readonly template: {
    readonly subject: string;
    readonly text: string;
    readonly html: string;
    readonly enabled: boolean;
  } | null;
}

/** One row by primary keys. The template is the program's own, else that of its type, else the default. */
export const readCompletion = statement<CompletionRow, [credentialId: number]>(
  'completion_mail.read_completion',
  `select c.uuid, c.status = 'awarded' as awarded,
          u.full_name as "learnerName", u.username, u.email,
          p.uuid as "programUuid", coalesce(nullif(pc.title, ''), p.title) as "programTitle",
          p.type as "programType", p.status as "programStatus",
          site.platform_name as "platformName", site.lms_url_root as "lmsUrl",
          site.partner_from_address as "fromAddress", site.records_enabled as "recordsEnabled",
          (select json_build_object('subject', t.subject, 'text', t.text, 'html', t.html, 'enabled', t.enabled)
             from unnest(array['program:' || p.uuid, 'type:' || p.type_slug, 'default'])
                  with ordinality as candidate (key, rank)
             join completion_mail_template t on t.key = candidate.key
            order by candidate.rank limit 1) as template
     from user_credential c
     join users u on u.id = c.user_id
     join program_certificate pc on pc.id = c.program_certificate_id
     join program p on p.id = pc.program_id
    cross join site
    where c.id = $1`,
);
