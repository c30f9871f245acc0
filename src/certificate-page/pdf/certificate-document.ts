import PDFDocument from 'pdfkit';
import { drawFoot, footTop } from './draw-foot.js';
import { drawFrame } from './draw-frame.js';
import { drawStatement } from './draw-statement.js';
import { SHEET_POINTS } from './sheet-size.js';
import type { LeftOut, PdfJob, PdfView } from './pdf-job.js';
import { readSignatures } from './read-signatures.js';
import { Sheet } from './sheet.js';

/** The certificate as a tagged PDF of one page. @param atSignature hears which signature is worked on */
export async function drawCertificate(
  { view, colors, signatures }: PdfJob,
  atSignature: (position: number | null) => void,
): Promise<{ pdf: Uint8Array; leftOut: readonly LeftOut[] }> {
  const { images, leftOut } = await readSignatures(signatures, atSignature);
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
  drawFoot(sheet, view, colors, { images, atSignature });
  sheet.finish();
  await finished;
  return { pdf: Buffer.concat(chunks), leftOut };
}

/** Shows the username instead of a name whose script the fonts lack: the name would be a row of boxes. */
function withSpelledName(sheet: Sheet, view: PdfView): PdfView {
  return sheet.fonts.spells(view.learner, 'serif') ? view : { ...view, learner: view.username };
}

/** Viewers show titles without applying isolates; some show a box for them. */
function plain(text: string): string {
  return text.replace(/[\u2068\u2069]/gu, '');
}
