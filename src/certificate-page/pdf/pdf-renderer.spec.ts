import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../config/index.js';
import { exampleCertificate } from '../example-certificate.js';
import { describeCertificate } from '../view/describe-certificate.js';
import { PdfBusyError, PdfRenderer } from './pdf-renderer.js';

const VIEW = describeCertificate(exampleCertificate('en', new Date()), {
  platformName: 'Open edX',
  publicUrl: 'http://localhost:8150',
  logo: undefined,
});

describe('the PDF renderer', () => {
  let renderer: PdfRenderer;

  beforeEach(() => {
    renderer = new PdfRenderer(loadConfig({}));
  });

  afterEach(() => renderer.onModuleDestroy());

  it('draws more documents than it has threads', async () => {
    const documents = await Promise.all(Array.from({ length: 5 }, () => renderer.render(VIEW)));
    for (const document of documents) expect(document.subarray(0, 5).toString()).toBe('%PDF-');
  });

  it('reports what cannot be drawn and goes on', async () => {
    const broken = { ...VIEW, qr: { ...VIEW.qr, path: null as unknown as string } };
    await expect(renderer.render(broken)).rejects.toThrow(/null/);
    await expect(renderer.render(VIEW)).resolves.toBeInstanceOf(Buffer);
  });

  it('turns away whoever would wait too long', async () => {
    const outcomes = Array.from({ length: 60 }, () => renderer.render(VIEW).catch((error: unknown) => error));
    expect(await outcomes.at(-1)).toBeInstanceOf(PdfBusyError);
    await renderer.onModuleDestroy();
    await Promise.all(outcomes);
  });

  it('leaves nobody waiting when the service stops', async () => {
    const pending = renderer.render(VIEW);
    await Promise.all([expect(pending).rejects.toBeInstanceOf(PdfBusyError), renderer.onModuleDestroy()]);
    await expect(renderer.render(VIEW)).rejects.toBeInstanceOf(PdfBusyError);
  });
});
