import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { type SmtpBehaviour, SmtpServer, type SmtpServerOptions } from '../../../test/support/smtp-server.js';
import { PermanentFailure, TemporaryFailure } from '../outbox/index.js';
import type { Mail } from './mail.js';
import type { MailOptions } from './mail-options.js';
import { Mailer } from './mailer.js';

const MAIL: Mail = {
  to: 'partner@example.org',
  from: { name: 'Platform', address: 'partners@partners.example' },
  replyTo: { name: 'Jane Doe', address: 'jane@example.com' },
  subject: 'Credit Request',
  text: 'as text\n.\nand more\n',
  html: '<p>as HTML</p>',
  messageIdKey: 'credit-request:1',
};

/** A test of a silent server takes this long. */
const SHORT_DEADLINE_MS = 420;

let folder: string;
let server: SmtpServer;
let mailer: Mailer;

const optionsOf = (smtpUrl?: string, changes: Partial<MailOptions> = {}): MailOptions => ({
  smtpUrl,
  connections: 2,
  from: 'office@example.org',
  folder: join(folder, 'mail'),
  deadlineMs: 42_000,
  wantsServer: false,
  ...changes,
});

/** Runs `work` with a mailer whose deadline is near. */
async function hastily<T>(work: (hasty: Mailer) => Promise<T>, deadlineMs = SHORT_DEADLINE_MS): Promise<T> {
  const hasty = new Mailer(optionsOf(server.url, { deadlineMs }));
  try {
    return await work(hasty);
  } finally {
    hasty.onApplicationShutdown();
  }
}

async function connect(options: SmtpServerOptions = {}, urlOf = (url: string) => url): Promise<void> {
  server = await SmtpServer.start({ trickleEvery: 50, ...options });
  mailer = new Mailer(optionsOf(urlOf(server.url)));
}

const failureOf = (mail: Mail = MAIL, sender: Mailer = mailer) =>
  sender.send(mail).then(
    () => undefined,
    (error: unknown) => error as Error,
  );

beforeAll(async () => {
  Logger.overrideLogger(false);
  folder = await mkdtemp(join(tmpdir(), 'mailer-'));
});

afterAll(() => rm(folder, { recursive: true }));

describe('mails at the same time', () => {
  afterEach(async () => {
    mailer.onApplicationShutdown();
    await server.stop();
  });

  it('are under way one a connection; the others wait without using up their time', async () => {
    await connect();
    mailer.onApplicationShutdown();
    mailer = new Mailer(optionsOf(server.url, { connections: 1 }));
    await server.behave('hang before greeting');
    const stopped = new AbortController();
    const hanging = mailer.send(MAIL, stopped.signal).catch((error: unknown) => error);
    const given = new AbortController();
    const waiting = mailer
      .send({ ...MAIL, messageIdKey: 'given-up' }, given.signal)
      .catch((error: unknown) => error);
    const patient = mailer.send({ ...MAIL, messageIdKey: 'patient' });
    given.abort(new TemporaryFailure('the service stopped'));
    await server.behave('accept');
    stopped.abort(new TemporaryFailure('the service stopped'));
    expect(await hanging).toBeInstanceOf(TemporaryFailure);
    expect(await waiting).toEqual(new TemporaryFailure('the service stopped'));
    await patient;
    expect(server.accepted).toHaveLength(1);
  });
});

describe.each([true, false])('over SMTP (pipelining: %s)', (pipelining) => {
  beforeEach(() => connect({ pipelining }));

  afterEach(async () => {
    mailer.onApplicationShutdown();
    await server.stop();
  });

  it('delivers text and HTML with the given sender and address to reply to', async () => {
    const headers = { 'X-Kind': 'first\r\nBcc: all@example.org' };
    await mailer.send({ ...MAIL, language: 'es-419', headers });
    const [mail] = server.accepted;
    expect(mail).toMatchObject({ from: 'partners@partners.example', to: ['partner@example.org'] });
    const [header = '', body] = mail!.raw.split('\r\n\r\n', 2);
    expect(header.split('\r\n')).toEqual(
      expect.arrayContaining([
        'From: Platform <partners@partners.example>',
        'To: partner@example.org',
        'Reply-To: Jane Doe <jane@example.com>',
        'Subject: Credit Request',
        'Auto-Submitted: auto-generated',
        'Content-Language: es-419',
        'X-Kind: first Bcc: all@example.org',
      ]),
    );
    expect(mail!.messageId).toMatch(/^[0-9a-f]{32}@partners\.example$/);
    expect(body).toBeDefined();
    expect(mail!.raw).toContain('Content-Type: text/plain');
    expect(mail!.raw).toContain('as text\r\n.\r\nand more');
    expect(mail!.raw).toContain('<p>as HTML</p>');
  });

  it('names the sender, with the default address where there is no valid one', () => {
    expect(mailer.sender(' Example\n\u202eX', 'partners@partners.example')).toEqual({
      name: 'Example X',
      address: 'partners@partners.example',
    });
    for (const address of [null, '', 'a@b.example, c@d.example']) {
      expect(mailer.sender('Example', address).address).toBe('office@example.org');
    }
  });

  it('takes whatever stands in names and subject for text', async () => {
    const name = '"Eve", <eve@example.org>;\r\nBcc: eve@example.org\r\n\r\n<b> =?utf-8?q?=0ABcc:_x?= \u202e';
    await mailer.send(MAIL);
    await mailer.send({
      ...MAIL,
      to: { name, address: 'partner@example.org' },
      from: { name, address: 'partners@partners.example' },
      replyTo: { name, address: 'jane@example.com' },
      subject: name,
    });
    const fieldsOf = (raw: string) => raw.split('\r\n\r\n', 1)[0]!.match(/^[^\s:]+(?=:)/gm);
    const [plain, hostile] = server.accepted;
    expect(fieldsOf(hostile!.raw)).toEqual(fieldsOf(plain!.raw));
    expect(hostile!.to).toEqual(['partner@example.org']);
  });

  it('leaves no text that a mail client would decode in names and subject', async () => {
    const name = '=?utf-8?q?x=0D=0ABcc:_eve@example.org?=';
    await mailer.send({
      ...MAIL,
      to: { name, address: 'partner@example.org' },
      from: { name, address: 'partners@partners.example' },
      replyTo: { name, address: 'jane@example.com' },
      subject: `${'x'.repeat(60)}${name}`,
      headers: { 'X-Kind': name },
    });
    const [head] = server.accepted[0]!.raw.split('\r\n\r\n', 1);
    expect(head!.match(/^(To|From|Reply-To|Subject|X-Kind):/gm)).toHaveLength(5);
    expect(head).not.toContain('=?');
  });

  it('says MAIL_FROM where no sender is given', async () => {
    await mailer.send({ ...MAIL, from: undefined });
    expect(server.accepted[0]).toMatchObject({ from: 'office@example.org' });
  });

  it('gives a repeated mail the same Message-ID, and another mail another', async () => {
    await mailer.send(MAIL);
    await mailer.send(MAIL);
    await mailer.send({ ...MAIL, messageIdKey: 'credit-request:2' });
    const [first, second, third] = server.accepted.map(({ messageId }) => messageId);
    expect(first).toMatch(/^[0-9a-f]{32}@partners\.example$/);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it('keeps its connection for the next mail', async () => {
    for (let count = 0; count < 3; count += 1) await mailer.send(MAIL);
    expect(server.accepted).toHaveLength(3);
    expect(server.connections).toBe(1);
  });

  it('goes on over a new connection when the server has closed the idle one', async () => {
    await mailer.send(MAIL);
    await server.behave('accept');
    await mailer.send(MAIL);
    expect(server.accepted).toHaveLength(2);
    expect(server.connections).toBe(2);
  });

  it.each<[string, SmtpBehaviour, RegExp]>([
    ['nobody listens', 'refuse', /ECONNREFUSED/],
    ['the connection is cut in place of an answer', 'drop after data', /ECONNECTION/],
    ['the server is too busy to greet', { at: 'greeting', reply: '421 4.3.2 busy' }, /answered 421 4\.3\.2/],
    ['the server refuses to greet', { at: 'greeting', reply: '554 5.3.2 no' }, /answered 554 5\.3\.2/],
    [
      'the server closes in the middle',
      { at: 'recipient', reply: '421 4.3.2 later' },
      /answered 421 4\.3\.2/,
    ],
    [
      'the recipient is deferred',
      { at: 'recipient', reply: '451 4.7.1 later' },
      /answered 451 4\.7\.1 to RCPT TO/,
    ],
    ['the content is deferred', { at: 'message', reply: '451 4.3.0 later' }, /answered 451 4\.3\.0 to DATA/],
    [
      'the session lacks encryption',
      { at: 'sender', reply: '530 5.7.0 STARTTLS' },
      /answered 530 5\.7\.0 to MAIL/,
    ],
  ])('leaves hope when %s, and sends once that is over', async (_, behaviour, reason) => {
    await server.behave(behaviour);
    const failure = await failureOf();
    expect(failure).toBeInstanceOf(TemporaryFailure);
    expect(failure?.message).toMatch(reason);
    expect(server.accepted).toEqual([]);

    await server.behave('accept');
    await mailer.send(MAIL);
    expect(server.accepted).toHaveLength(1);
  });

  it.each<[string, SmtpBehaviour]>([
    ['there is no greeting', 'hang before greeting'],
    ['there is no answer to the content', 'hang after data'],
    ['answers come byte by byte', 'trickle'],
  ])('leaves hope at the deadline when %s, and sends once that is over', async (_, behaviour) => {
    await server.behave(behaviour);
    const failure = await hastily((hasty) => failureOf(MAIL, hasty));
    expect(failure).toEqual(new TemporaryFailure('the mail server took too long'));
    expect(server.accepted).toEqual([]);

    await server.behave('accept');
    await mailer.send(MAIL);
    expect(server.accepted).toHaveLength(1);
  });

  it.each<[string, SmtpBehaviour, RegExp]>([
    [
      'sender',
      { at: 'sender', reply: '550 5.1.8 <partners@partners.example> no' },
      /answered 550 5\.1\.8 to MAIL FROM/,
    ],
    [
      'recipient',
      { at: 'recipient', reply: '550 5.1.1 <partner@example.org> no' },
      /answered 550 5\.1\.1 to RCPT TO/,
    ],
    ['content', { at: 'message', reply: '554 5.6.0 no' }, /answered 554 5\.6\.0 to DATA/],
  ])(
    'gives up at a 5xx to the %s, without quoting the answer, and the connection stays',
    async (_, behaviour, reason) => {
      await mailer.send(MAIL);
      server.behaviour = behaviour;
      const failure = await failureOf();
      expect(failure).toBeInstanceOf(PermanentFailure);
      expect(failure?.message).toMatch(reason);
      expect(failure?.message).not.toContain('@');

      server.behaviour = 'accept';
      await mailer.send(MAIL);
      expect(server.accepted).toHaveLength(2);
    },
  );

  it('counts a mail as sent that was taken before the connection was cut', async () => {
    await server.behave('drop after 250');
    expect(await failureOf()).toBeUndefined();
    expect(server.accepted).toHaveLength(1);
  });

  it('breaks off when its caller does', async () => {
    await server.behave('hang after data');
    const controller = new AbortController();
    const sending = mailer.send(MAIL, controller.signal);
    await server.read(1);
    controller.abort();
    await expect(sending).rejects.toThrow(new TemporaryFailure('sending was broken off'));
  });

  it('does not even connect for what is not one bare address', async () => {
    const failure = await failureOf({ ...MAIL, to: 'partner@example.org\r\nRCPT TO:<eve@example.org>' });
    expect(failure).toBeInstanceOf(PermanentFailure);
    expect(server.connections).toBe(0);
  });
});

it('waits for a slow server for more than half of a lease, lest that gets the mail again', async () => {
  server = await SmtpServer.start({ recipientAfter: 3600 });
  const failure = await hastily((hasty) => failureOf(MAIL, hasty), 5600);
  await server.stop();
  expect(failure).toBeUndefined();
});

describe('over SMTP with a login', () => {
  afterEach(async () => {
    mailer.onApplicationShutdown();
    await server.stop();
  });

  it('logs in with the name and password of the address', async () => {
    await connect({ login: true }, (url) => url.replace('//', '//user:p%40ss@'));
    await mailer.send(MAIL);
    const token = Buffer.from('\0user\0p@ss').toString('base64');
    expect(server.commands).toContain(`AUTH PLAIN ${token}`);
    expect(server.accepted).toHaveLength(1);
  });

  it('leaves hope when the login is refused: the mail is not to blame', async () => {
    await connect({ login: true }, (url) => url.replace('//', '//user:secret@'));
    await server.behave({ at: 'login', reply: '535 5.7.8 no' });
    const failure = await failureOf();
    expect(failure).toBeInstanceOf(TemporaryFailure);
    expect(failure?.message).toBe('the mail server answered 535 5.7.8 to AUTH PLAIN');
  });

  it('sends nothing without encryption where that is required', async () => {
    await connect({}, (url) => `${url}?requireTLS=true`);
    expect(await failureOf()).toBeInstanceOf(TemporaryFailure);
    expect(server.commands.filter((line) => line.startsWith('MAIL'))).toEqual([]);
  });
});

describe('checking the connection', () => {
  beforeEach(() => connect());

  afterEach(async () => {
    mailer.onApplicationShutdown();
    await server.stop();
  });

  it('names the server that mails go to, and sends none', async () => {
    expect(await mailer.verify()).toBe(`mails go to the mail server ${server.url.slice('smtp://'.length)}`);
    expect(server.mails).toEqual([]);
  });

  it.each<[SmtpBehaviour, RegExp]>([
    ['refuse', /ECONNREFUSED/],
    [{ at: 'greeting', reply: '554 5.3.2 no' }, /answered 554/],
  ])('says why it does not work (%j)', async (behaviour, reason) => {
    await server.behave(behaviour);
    await expect(mailer.verify()).rejects.toThrow(reason);
  });

  it('does not wait for a silent server for ever', async () => {
    await server.behave('hang before greeting');
    await expect(hastily((hasty) => hasty.verify())).rejects.toThrow('the mail server took too long');
  });
});

describe('without a mail server', () => {
  beforeEach(() => {
    mailer = new Mailer(optionsOf());
  });

  it('makes each mail a file named after time and Message-ID that a developer can read', async () => {
    await mailer.send({ ...MAIL, text: 'Grüße an Zoë\n' });
    const names = await readdir(join(folder, 'mail'));
    expect(names).toEqual([expect.stringMatching(/^\d{8}T\d{6}\.\d{3}Z-[0-9a-f]{32}\.eml$/)]);
    const content = await readFile(join(folder, 'mail', names[0]!), 'utf8');
    expect(content).toContain('Subject: Credit Request\n');
    expect(content).toContain('Gr=C3=BC=C3=9Fe an Zo=C3=AB');
    expect(content).toContain('<p>as HTML</p>');
  });

  it('says where mails go', async () => {
    expect(await mailer.verify()).toBe(`mails become files in ${join(folder, 'mail')}`);
  });

  it.each([
    ['one line says so at the start of a process that should have one', true, 1],
    ['the start of any other says nothing', false, 0],
  ])('%s', (_, wantsServer, lines) => {
    const warn = jest.spyOn(Logger.prototype, 'warn');
    new Mailer(optionsOf(undefined, { wantsServer })).onApplicationBootstrap();
    const line = `SMTP_URL is not set: mails become files in ${join(folder, 'mail')}, and nobody gets them`;
    expect(warn.mock.calls).toEqual(Array(lines).fill([line]));
    warn.mockRestore();
  });

  it('leaves hope when the folder cannot be made', async () => {
    const file = join(folder, 'in-the-way');
    await writeFile(file, '');
    mailer = new Mailer(optionsOf(undefined, { folder: join(file, 'mail') }));
    const failure = await failureOf();
    expect(failure).toBeInstanceOf(TemporaryFailure);
    expect(failure?.message).toBe('the folder for mails cannot be written (ENOTDIR)');
  });
});
