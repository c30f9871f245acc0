import { templateFault } from '../../completion-mail/index.js';
import { dashed } from '../../platform/text/index.js';
import type { Line, Report } from './report.js';
import type { Source } from './source/source.js';
import { Silence } from './target/silence.js';
import type { Target } from './target/target.js';

const NAME = 'credentials_programcompletionemailconfiguration';
const UUID = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;

/** The service there has no subject of its own for a template. */
const SUBJECT = 'Congratulations on completing {{program_title}}';

/** Mails for a completed program: of all programs, a type or one program. The newer of both sides wins. */
export async function carryMailTemplates(source: Source, target: Target, report: Report): Promise<void> {
  const rows = await source.rows(
    `select id, identifier, plaintext_template, html_template, enabled, created, modified from ${NAME} order by id`,
  );
  const silence = await Silence.of(target, ['completion_mail_template']);
  for (const [id, identifier, text, html, enabled, created, modified] of rows) {
    const key = keyOf(identifier!);
    const fault = templateFault({ subject: SUBJECT, text: text!, html: html! });
    const isEnabled = enabled === '1' && fault === undefined;
    const result = await target.transaction(() =>
      silence.during(async () => {
        const [row] = await target.rows<{ done: boolean; differs: boolean }>(
          `with stored as (
           insert into completion_mail_template as t (key, subject, text, html, enabled, created, modified)
           values ($1, $2, $3, $4, $5, $6, greatest($6::timestamptz, $7::timestamptz))
           on conflict (key) do update
             set text = excluded.text, html = excluded.html, enabled = excluded.enabled, modified = excluded.modified
             where t.modified < excluded.modified
           returning key)
         select exists (select from stored) as done,
                exists (select from completion_mail_template where key = $1 and (text, html) <> ($3, $4)) as differs`,
          [key, SUBJECT, text, html, isEnabled, created, modified],
        );
        return row!;
      }),
    );
    const line = (what: Line['what'], why: string) => ({ table: NAME, id: id!, what, why });
    if (!result.done && result.differs)
      await report.add([line('kept here', 'it was changed here later than there: it stays')]);
    if (result.done && fault !== undefined)
      await report.add([
        line('changed', 'it has placeholders of Django: it is switched off until somebody writes it anew'),
      ]);
  }
}

function keyOf(identifier: string): string {
  if (identifier === 'default') return 'default';
  if (!UUID.test(identifier)) return `type:${identifier}`;
  return `program:${dashed(identifier.toLowerCase())}`;
}
