import { setTimeout as delay } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { CatalogDescription, CatalogService } from '../../catalog/index.js';
import { CompletionMailsService, ListCompletionMailsQuery } from '../../completion-mail/index.js';
import {
  CreditPathwaysService,
  ListNotificationsQuery,
  NotificationsService,
} from '../../credit-pathways/index.js';
import { Database, type Transaction } from '../../platform/database/index.js';
import { OutboxRelay } from '../../platform/outbox/index.js';
import { callerNamed } from './caller.js';
import { DEMO_PROGRAM, demoPathway, lostPathway } from './demo-world.js';
import { findPathway } from './found.sql.js';
import type { Made } from './make-content.js';

const SENDER = 'demo_ben';
const GRADUATE = 'demo_ada';

/** Long enough for two mails to files, or to a mail server nearby. */
const DELIVERY_TIMEOUT_MS = 15_000;

/** Sends a record to a pathway, and to one that has lost its address meanwhile, so that its mail fails. */
export async function sendMails(context: INestApplicationContext): Promise<Made> {
  const before = await mailsOf(context);
  const sent = [demoPathway, lostPathway].filter(
    ({ name }) => !before.some(({ pathway }) => pathway.name === name),
  );
  for (const { uuid } of sent) {
    if (uuid === lostPathway.uuid) {
      await context.get(Database, { strict: false }).transaction((transaction) =>
        apply(context, transaction, {
          ...lostPathway,
          pathway_type: 'credit',
          email: 'office@lost.example',
        }),
      );
    }
    await send(context, uuid);
  }
  if (sent.length > 0) await deliver(context);
  return { created: sent.length, found: 2 - sent.length };
}

async function send(context: INestApplicationContext, uuid: string): Promise<void> {
  const learner = await callerNamed(context, SENDER);
  const [pathway] = await context.get(Database, { strict: false }).run(findPathway, [uuid]);
  await context
    .get(CreditPathwaysService, { strict: false })
    .send(learner, DEMO_PROGRAM, { username: SENDER, pathway_id: pathway!.id }, async (transaction) => {
      if (uuid === lostPathway.uuid) await apply(context, transaction, lostPathway);
    });
}

async function apply(
  context: INestApplicationContext,
  transaction: Transaction,
  pathway: object,
): Promise<void> {
  const description = Object.assign(new CatalogDescription(), { pathways: [pathway] });
  await context.get(CatalogService, { strict: false }).apply(transaction, description);
}

/** Delivers as a worker would, since none may run. */
async function deliver(context: INestApplicationContext): Promise<void> {
  context.get(OutboxRelay, { strict: false }).start();
  const limit = Date.now() + DELIVERY_TIMEOUT_MS;
  while (Date.now() < limit) {
    const mails = [...(await mailsOf(context)), ...(await completionMails(context))];
    if (!mails.some(({ state }) => state === 'pending')) return;
    await delay(100);
  }
}

/** The congratulations to the demo's learner who completed the program. By default the installation wants none. */
async function completionMails(
  context: INestApplicationContext,
): Promise<readonly { readonly state: string }[]> {
  const query = Object.assign(new ListCompletionMailsQuery(), { username: GRADUATE });
  const list = await context.get(CompletionMailsService, { strict: false }).list(query, '/');
  return (JSON.parse(list) as { results: readonly { state: string }[] }).results;
}

interface Mail {
  readonly pathway: { readonly name: string };
  readonly state: string;
}

/** The mails of the demo's sender. */
export async function mailsOf(context: INestApplicationContext): Promise<readonly Mail[]> {
  const query = Object.assign(new ListNotificationsQuery(), { username: SENDER });
  const list = await context.get(NotificationsService, { strict: false }).list(query, '/');
  return (JSON.parse(list) as { results: readonly Mail[] }).results;
}
