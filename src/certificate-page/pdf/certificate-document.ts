import PDFDocument from 'pdfkit';
import type { CertificateView } from '../view/certificate-view.js';
import { drawFoot, footTop } from './draw-foot.js';
import { drawFrame } from './draw-frame.js';
import { drawStatement } from './draw-statement.js';
import { SHEET_POINTS } from './sheet-size.js';
import type { PdfJob } from './pdf-job.js';
import { Sheet } from './sheet.js';

/** The certificate as a tagged PDF of one page. */
export async function drawCertificate({ view, colors, images }: PdfJob): Promise<Uint8Array> {
  const document = new PDFDocument({
    size: [SHEET_POINTS.width, SHEET_POINTS.height],
    margin: 0,
    pdfVersion: '1.7',
    tagged: true,
    lang: view.language,
    displayTitle: true,
    info: { Title: plain(view.documentTitle), Author: view.platform.name, Subject: plain(view.description) },
  });
  const chunks: Buffer[] = [];
  document.on('data', (chunk: Buffer) => chunks.push(chunk));
  const finished = new Promise<void>((resolve, reject) => document.on('end', resolve).on('error', reject));
  const sheet = new Sheet(document, view.direction);
  sheet.ornament(() => drawFrame(sheet, colors));
  drawStatement(sheet, withSpelledName(sheet, view), colors, footTop(view));
  drawFoot(sheet, view, colors, images);
  sheet.finish();
  await finished;
  return Buffer.concat(chunks);
}

/** Shows the username instead of a name whose script the fonts lack: the name would be a row of boxes. */
function withSpelledName(sheet: Sheet, view: CertificateView): CertificateView {
  return sheet.fonts.spells(view.learner, 'serif') ? view : { ...view, learner: view.username };
}

/** Viewers show titles without applying isolates; some show a box for them. */
function plain(text: string): string {
  return text.replace(/[\u2068\u2069]/gu, '');
}
