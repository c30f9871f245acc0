import type { CertificateFigures } from '../sheets.ts';
import { table } from './table.ts';

/** What a certificate's files cost, and what the process that makes them needs. */
export function certificateTables(figures: CertificateFigures): string[] {
  const { sheets, longestBlock, rssAtStart, rssPeak, documents } = figures;
  const head = [
    'certificate',
    '',
    'CPU ms',
    'of it main',
    'p50 ms',
    'p95 ms',
    'kept, CPU ms',
    'first, CPU ms',
  ];
  return [
    table(
      [...head, 'first, ms', 'KB'],
      sheets.map((sheet) => [
        sheet.title,
        '',
        ...[sheet.cpu, sheet.mainCpu, sheet.p50, sheet.p95, sheet.keptCpu].map((value) => value.toFixed(1)),
        ...[sheet.firstCpu, sheet.firstLatency, sheet.bytes / 1000].map((value) => value.toFixed(0)),
      ]),
    ),
    table(
      ['process of certificates', 'target', 'measured'],
      [
        ['longest block of the event loop, ms of CPU', '≤ 20', longestBlock.toFixed(1)],
        ['memory after the start, MB', '', rssAtStart.toFixed(0)],
        [`peak over ${documents.toLocaleString('en')} different PDFs, MB`, '≤ 250', rssPeak.toFixed(0)],
      ],
    ),
  ];
}
