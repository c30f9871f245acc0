import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { loadConfig } from '../../config/index.js';
import { exampleCertificate } from '../example-certificate.js';
import { describeCertificate } from '../view/describe-certificate.js';
import { PdfBusyError } from './drawing-threads.js';
import { PdfRenderer, type PdfRequest } from './pdf-renderer.js';

const VIEW = describeCertificate(exampleCertificate('en', new Date()), {
  platformName: 'Open edX',
  publicUrl: 'http://localhost:8150',
  logo: undefined,
});

describe('the PDF renderer', () => {
  let renderer: PdfRenderer;

  beforeEach(() => {
    renderer = new PdfRenderer(loadConfig({ REQUEST_TIMEOUT: '120' }));
  });

  afterEach(() => renderer.onModuleDestroy());

  const request = (learner = VIEW.learner, images: Record<number, string> = {}): PdfRequest => {
    const signatures = Object.entries(images).map(([position, svg]) => {
      const digest = createHash('sha256').update(svg).digest('hex');
      return { position: Number(position), type: 'image/svg+xml', image: Buffer.from(svg), digest };
    });
    return {
      definition: 'program 1',
      view: { ...VIEW, learner },
      digests: VIEW.signatories.map(
        ({ position }) => signatures.find((signature) => signature.position === position)?.digest ?? null,
      ),
      signatures: () => Promise.resolve(signatures),
    };
  };
  const figures = async (pdf: Promise<{ content: Buffer }>) =>
    (await pdf).content.toString('latin1').match(/\/S \/Figure/g)?.length ?? 0;

  it('draws more documents than it has threads', async () => {
    const names = ['Ann', 'Bob', 'Cid'];
    const documents = await Promise.all(names.map((name) => renderer.render(request(name))));
    for (const { content } of documents) expect(content.subarray(0, 5).toString()).toBe('%PDF-');
    expect(new Set(documents.map(({ content }) => content)).size).toBe(3);
  });

  it('draws equal requests once, at the same time and later, and does not ask for their signatures again', async () => {
    let asked = 0;
    const counted = (name: string) => {
      const wanted = request(name);
      return { ...wanted, signatures: () => ((asked += 1), wanted.signatures()) };
    };
    const [first, second] = await Promise.all([
      renderer.render(counted('Ann')),
      renderer.render(counted('Ann')),
    ]);
    const third = await renderer.render(counted('Ann'));
    expect([second.content, third.content]).toEqual([first.content, first.content]);
    expect(asked).toBe(1);
    await renderer.render(counted('Bob'));
    expect(asked).toBe(2);
  });

  it('has a version for what the PDF shows, and none for the time of the request', () => {
    const { verify } = VIEW;
    const wanted = request();
    const later = { ...wanted, view: { ...VIEW, verify: { ...verify, text: 'at another time' } } };
    expect(renderer.versionOf(later)).toBe(renderer.versionOf(wanted));
    expect(renderer.versionOf(request('Bob'))).not.toBe(renderer.versionOf(wanted));
    expect(renderer.versionOf({ ...wanted, digests: ['x', null] })).not.toBe(renderer.versionOf(wanted));
  });

  it('leaves out one signature that is broken and draws the others, with one warning', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
    try {
      const bare = await figures(renderer.render(request('Ann')));
      const good = '<svg viewBox="0 0 9 9"><path d="M0 0L9 9" stroke="red" /></svg>';
      const bad = `<svg viewBox="0 0 9 9"><path d="M0 0L9 9" transform="${'a('.repeat(50_000)}" /></svg>`;
      for (const name of ['Ann', 'Bob']) {
        expect(await figures(renderer.render(request(name, { 0: bad, 1: good })))).toBe(bare + 1);
      }
      expect(warn.mock.calls.map(([line]) => line as unknown)).toEqual([
        {
          message: expect.stringMatching(/^A PDF leaves out a signature: The attribute transform/),
          definition: 'program 1',
          position: 0,
        },
      ]);
    } finally {
      warn.mockRestore();
    }
  });

  it('draws a certificate while many of another definition take too long', async () => {
    const slow = Array.from({ length: 8 }, (_, index) =>
      renderer.render(request(`${index}${'W'.repeat(1_000_000)}`)).catch((error: unknown) => error),
    );
    const other = { ...request('Ann'), definition: 'program 2' };
    await expect(renderer.render(other)).resolves.toMatchObject({ isComplete: true });
    await renderer.onModuleDestroy();
    expect(new Set((await Promise.all(slow)).map((error) => (error as Error).constructor))).toEqual(
      new Set([PdfBusyError]),
    );
  });

  it('reports what cannot be drawn and goes on', async () => {
    const broken = { ...request(), view: { ...VIEW, qr: { ...VIEW.qr, path: null as unknown as string } } };
    await expect(renderer.render(broken)).rejects.toThrow(/null/);
    await expect(renderer.render(request())).resolves.toMatchObject({ isComplete: true });
  });

  it('turns away whoever would wait too long', async () => {
    const outcomes = Array.from({ length: 60 }, (_, index) =>
      renderer.render(request(`Ann ${index}`)).catch((error: unknown) => error),
    );
    expect(await outcomes.at(-1)).toBeInstanceOf(PdfBusyError);
    await renderer.onModuleDestroy();
    await Promise.all(outcomes);
  });

  it('leaves nobody waiting when the service stops', async () => {
    const pending = renderer.render(request());
    await Promise.all([expect(pending).rejects.toBeInstanceOf(PdfBusyError), renderer.onModuleDestroy()]);
    await expect(renderer.render(request('Bob'))).rejects.toBeInstanceOf(PdfBusyError);
  });
});
