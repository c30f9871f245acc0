import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestApp, type TestApp } from '../support/test-app.js';

/** Its certificate is in es-419. */
const CARPENTRY = '0e000000-0000-4000-8000-000000000002';

let test: TestApp;

beforeAll(async () => {
  test = await createTestApp({
    world: true,
    env: { ROLE: 'api', THEME_PRIMARY_COLOR: '#5a005a', THEME_ACCENT_COLOR: '#00aa55' },
  });
});

afterAll(() => test.close());

const preview = (body: object, caller = 'admin') =>
  test.request
    .post('/api/v2/admin/credit_request_mails/preview/')
    .set('Authorization', test.as(caller))
    .send(body);

describe('POST /api/v2/admin/credit_request_mails/preview/', () => {
  it('shows the mail with sample data, in the looks of the site', async () => {
    const { body } = await preview({}).expect(200);
    expect(body).toEqual({
      subject: 'Mathematics Credit Request for Alice Example',
      text: expect.stringContaining('The Conformance X Team'),
      html: expect.stringContaining('<html lang="en" dir="ltr">'),
      language: 'en',
      from: '"Conformance X" <partners@conformance.example>',
    });
    for (const part of ['background: #5a005a', 'solid #00aa55', '<bdi>Conformance X</bdi>']) {
      expect(body.html).toContain(part);
    }
  });

  it('shows it with the title of a program and in the language of its certificate', async () => {
    const { body } = await preview({ program_uuid: CARPENTRY, completed: true }).expect(200);
    expect(body).toMatchObject({
      subject: 'Carpentry Professional Certificate: solicitud de reconocimiento de créditos de Alice Example',
      text: expect.stringContaining('Ya completó el programa.'),
      language: 'es-419',
    });
  });

  it('shows both kinds, in any language, with given names', async () => {
    const data = { learner_name: 'Ines <b>', program_title: 'Statik', pathway_name: 'Master' };
    const { body } = await preview({
      kind: 'updated',
      completed: true,
      may_reply: false,
      language: 'de-AT',
      program_uuid: CARPENTRY,
      data,
    }).expect(200);
    expect(body).toMatchObject({
      subject: 'Statik: aktualisierter Antrag auf Anrechnung von Ines <b>',
      text: expect.stringContaining('Von Ines <b> ist keine E-Mail-Adresse bekannt.'),
      html: expect.stringContaining('<bdi>Ines &lt;b&gt;</bdi>'),
      language: 'de',
    });
  });

  it('sends and stores nothing', async () => {
    const count = async () =>
      test.dataSource.query(
        'select (select count(*) from outbox) as mails, (select count(*) from pathway_notification) as requests',
      );
    const before = await count();
    await preview({}).expect(200);
    expect(await count()).toEqual(before);
  });

  it.each<[object, object]>([
    [{ kind: 'last' }, { kind: ['"last" is not a valid choice.'] }],
    [{ language: 'Spanish' }, { language: ['Enter a language such as en or es-419.'] }],
    [{ program_uuid: 'x' }, { program_uuid: [expect.any(String)] }],
    [{ data: { learner: 'x' } }, { data: { learner: [expect.any(String)] } }],
    [{ name: 'x' }, { name: [expect.any(String)] }],
  ])('refuses %j', async (given, errors) => {
    const { body } = await preview(given).expect(400);
    expect(body).toEqual(errors);
  });

  it('is a 404 for a program that the catalog does not know', async () => {
    await preview({ program_uuid: '0e000000-0000-4000-8000-0000000000ff' }).expect(404);
  });
});
