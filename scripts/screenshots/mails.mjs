/** Mails for the screenshots. The service writes them as files, since it has no mail server here. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseMail } from '../../test/support/parse-mail.ts';

const ROOT = new URL('../..', import.meta.url);
/** Milliseconds for the outbox to deliver. */
const LATEST = 30_000;

/** Sets the template that docs/completion-mail.md gives operators to begin with. */
export async function setCompletionTemplate(call) {
  const template = JSON.parse(readFileSync(new URL('docs/examples/completion-mail.json', ROOT), 'utf8'));
  await call('PUT', 'api/v2/admin/completion_mail_templates/default/', template, 200);
}

/** Sends a learner's record of a program to the only pathway of the program. */
export async function sendRecord(call, { username, program, pathway }) {
  const { id } = await call('GET', `api/v2/admin/pathways/${pathway}/`, undefined, 200);
  const body = { username, pathway_id: id };
  await call('POST', `records/programs/${program.replaceAll('-', '')}/send`, body, 200);
}

/** Waits for the mail to an address whose subject has these words. */
export async function mailTo(folder, address, words) {
  const deadline = Date.now() + LATEST;
  while (Date.now() < deadline) {
    const mail = mailsIn(folder).find(
      (candidate) => candidate.all('to')[0] === address && candidate.all('subject')[0]?.includes(words),
    );
    if (mail) return mail;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`No mail "${words}" came to ${address}.`);
}

function mailsIn(folder) {
  try {
    const files = readdirSync(folder).filter((name) => name.endsWith('.eml'));
    return files.map((name) => parseMail(readFileSync(join(folder, name))));
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

const FIELDS = ['From', 'Reply-To', 'To', 'Subject'];

/** Shows a mail as a mail program does: header, and below it the HTML without scripts. */
export async function showMail(page, mail) {
  // The policy of the page before would also apply to this one.
  await page.goto('about:blank');
  await page.setContent(`<!doctype html><html><head><meta charset="utf-8"><style>${STYLE}</style></head>
    <body><table></table><iframe sandbox="allow-same-origin"></iframe></body></html>`);
  const fields = FIELDS.map((name) => [name, mail.all(name)[0] ?? '']).filter(([, value]) => value !== '');
  await page.evaluate(fill, { fields, html: mail.html });
  await page.evaluate(grow);
}

const STYLE = `
  body { margin: 0; font: 14px/1.5 system-ui, sans-serif; color: #24292f }
  table { width: 100%; padding: 12px 16px; background: #eef0f3; border-bottom: 1px solid #d0d7de; overflow-wrap: anywhere }
  th { width: 5rem; padding-right: 12px; color: #57606a; font-weight: 400; text-align: start; vertical-align: top }
  iframe { display: block; width: 100%; border: 0 }`;

/* Both run in the browser. */

async function fill({ fields, html }) {
  const table = document.querySelector('table');
  for (const [name, value] of fields) {
    const row = table.insertRow();
    const head = document.createElement('th');
    head.textContent = name;
    row.append(head);
    const text = document.createElement('bdi');
    text.textContent = value;
    row.insertCell().append(text);
  }
  const frame = document.querySelector('iframe');
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
  frame.srcdoc = html;
  await loaded;
}

function grow() {
  const frame = document.querySelector('iframe');
  frame.style.height = `${frame.contentDocument.documentElement.scrollHeight}px`;
}
