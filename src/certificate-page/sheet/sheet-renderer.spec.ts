import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { PNG } from '../../../test/support/images.js';
import { certificateWith, ISSUER } from '../../../test/support/sheets.js';
import { loadConfig } from '../../config/index.js';
import { describeCertificate } from '../view/describe-certificate.js';

/** Sets a sheet as the number of those that it has set, and the paths of its pictures. */
const WORKER = `
import { parentPort } from 'node:worker_threads';
let sheets = 0;
parentPort.on('message', ({ pictures }) => {
  sheets += 1;
  const content = Buffer.from(String.fromCharCode(sheets) + pictures.map(({ path }) => path).join(' '));
  parentPort.postMessage({ kind: 'set', content: new Uint8Array(content), leftOut: [] });
});`;

jest.unstable_mockModule('./worker-source.js', () => ({
  workerSource: () => ({ file: new URL(`data:text/javascript,${encodeURIComponent(WORKER)}`), options: {} }),
}));
const { SheetRenderer } = await import('./sheet-renderer.js');
const { SheetBusyError } = await import('./sheet-thread.js');

describe('a sheet with very large pictures', () => {
  it('shows those for which there is room', async () => {
    const renderer = new SheetRenderer(loadConfig({ REQUEST_TIMEOUT: '120' }));
    const logoOf = (digest: string, megabytes: number) => ({
      digest,
      type: 'image/png',
      image: Buffer.alloc(megabytes * 1024 * 1024),
    });
    const logos = [logoOf('a', 8), logoOf('b', 8), logoOf('c', 4)];
    const view = {
      ...describeCertificate(certificateWith(), ISSUER),
      organizations: logos.map((logo) => ({ label: '', name: '', url: null, logo })),
    };
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    try {
      const findPictures = () => Promise.resolve(logos);
      const sheet = renderer.prepare({ definition: 'a', view, format: 'svg', findPictures });
      const [, ...shown] = await renderer.render(sheet);
      expect(Buffer.from(shown).toString()).toBe('/pictures/a.png /pictures/c.png');
      expect(warn.mock.calls).toEqual([
        [{ message: 'A certificate leaves out pictures: all together are too large', definition: 'a' }],
      ]);
    } finally {
      warn.mockRestore();
      await renderer.onModuleDestroy();
    }
  });
});

describe('sheets that are asked for again', () => {
  let renderer: InstanceType<typeof SheetRenderer>;
  const logo = { digest: 'a', type: 'image/png', image: PNG };
  const certificate = describeCertificate(certificateWith(), ISSUER);
  const view = {
    ...certificate,
    organizations: [{ label: '', name: '', url: null, logo }],
  };

  const start = (requestTimeout: string) => {
    renderer = new SheetRenderer(loadConfig({ REQUEST_TIMEOUT: requestTimeout }));
  };
  afterEach(() => renderer.onModuleDestroy());

  const ask = async (format: 'pdf' | 'svg' = 'pdf', findPictures = () => Promise.resolve([logo])) => {
    const [number] = await renderer.render(renderer.prepare({ definition: '', view, format, findPictures }));
    return number;
  };

  it('are kept from the second time on, since most are wanted once', async () => {
    start('120');
    expect([await ask(), await ask(), await ask(), await ask()]).toEqual([1, 2, 2, 2]);
  });

  it('are set once for those who ask at the same time, and kept', async () => {
    start('120');
    expect(await Promise.all([ask(), ask(), ask()])).toEqual([1, 1, 1]);
    expect(await ask()).toBe(1);
    expect(await ask('svg')).toBe(2);
  });

  it('are there for the next one when they took longer than whoever asked could wait', async () => {
    start('1');
    const pictures = Promise.withResolvers<(typeof logo)[]>();
    await expect(ask('pdf', () => pictures.promise)).rejects.toThrow(SheetBusyError);
    pictures.resolve([logo]);
    const askAgain = (): ReturnType<typeof ask> =>
      ask('pdf', () => Promise.reject(new Error('set again'))).catch((error: unknown) => {
        // The thread may need longer than the test's patience.
        if (error instanceof SheetBusyError) return askAgain();
        throw error;
      });
    expect(await askAgain()).toBe(1);
  });
});
