import { statement } from '../../platform/database/index.js';
import { PagedList } from '../../platform/lists/index.js';
import type { MailParts } from './mail-data.js';

const TEMPLATE_JSON = `json_build_object(
  'key', key, 'subject', subject, 'text', text, 'html', html, 'enabled', enabled, 'updated_at', iso_time(modified))`;

export const templateList = new PagedList({
  name: 'completion_mail.list_templates',
  json: TEMPLATE_JSON,
  from: 'completion_mail_template',
  id: 'key',
  filters: {},
});

export const readTemplate = statement<MailParts & { json: string }, [key: string]>(
  'completion_mail.read_template',
  `select subject, text, html, ${TEMPLATE_JSON}::text as json from completion_mail_template where key = $1`,
);

/** One change of templates at a time: the row to lock may not exist yet. */
export const lockTemplates = statement<object>(
  'completion_mail.lock_templates',
  `select pg_advisory_xact_lock(hashtextextended('completion_mail_template', 0))`,
);

/** The same again changes nothing, the time of the last change included. */
export const writeTemplate = statement<
  object,
  [key: string, subject: string, text: string, html: string, enabled: boolean]
>(
  'completion_mail.write_template',
  `insert into completion_mail_template as stored (key, subject, text, html, enabled) values ($1, $2, $3, $4, $5)
   on conflict (key) do update
     set subject = excluded.subject, text = excluded.text, html = excluded.html, enabled = excluded.enabled, modified = now()
   where (stored.subject, stored.text, stored.html, stored.enabled)
         is distinct from (excluded.subject, excluded.text, excluded.html, excluded.enabled)`,
);

export const deleteTemplate = statement<object, [key: string]>(
  'completion_mail.delete_template',
  'delete from completion_mail_template where key = $1',
);
