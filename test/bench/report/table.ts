import type { AuditFigures } from '../audit.ts';
import type { BulkFigures } from '../bulk.ts';
import type { Duel } from '../against.ts';
import type { Comparison } from '../compare.ts';
import type { ExportRun } from '../export.ts';
import type { OutboxFigures } from '../outbox.ts';
import type { Plan } from '../plans.ts';

const HEAD = [
  'work',
  '',
  'requests/s',
  'p50 ms',
  'p95 ms',
  'p99 ms',
  'CPU µs',
  'database µs',
  'RSS MB',
  'CPU ratio',
  'rate ratio',
];

/** The comparisons as a table in Markdown. Times in milliseconds, CPU in microseconds a request. */
export function comparisonTable(comparisons: readonly Comparison[]): string {
  return table(
    HEAD,
    comparisons.flatMap(({ title, service, limit, cpuRatio, rateRatio, target }) => [
      [title, 'service', ...cells(service), ratio(cpuRatio, target?.cpu), ratio(rateRatio, target?.rate)],
      ['', 'limit', ...cells(limit), '', ''],
    ]),
  );
}

/** Hot statements by their prepared plans. */
export function planTable(plans: readonly Plan[]): string {
  return table(
    ['statement', 'ms', 'pages', 'indexes', 'whole tables'],
    plans.map(({ name, milliseconds, pages, indexes, scans }) => [
      name,
      milliseconds.toFixed(2),
      String(pages),
      indexes.join(', '),
      scans.join(', '),
    ]),
  );
}

/** Our service beside another build; the ratios are ours by theirs. */
export function duelTable(duels: readonly Duel[]): string {
  return table(
    HEAD,
    duels.flatMap(({ title, ours, theirs, cpuRatio, rateRatio }) => [
      [title, 'ours', ...cells(ours), cpuRatio.toFixed(2), rateRatio.toFixed(2)],
      ['', 'theirs', ...cells(theirs), '', ''],
    ]),
  );
}

export function outboxTable(figures: OutboxFigures): string {
  const { withoutEvent, withEvent, withTwoSubscribers, deliveryP50, deliveryP95 } = figures;
  return table(
    ['outbox', 'target', 'measured'],
    [
      ['request for credit, without its event, ms', '', withoutEvent.toFixed(2)],
      ['the same with its event, ms', '', withEvent.toFixed(2)],
      ['the same with one more subscriber, ms', '', withTwoSubscribers.toFixed(2)],
      ['cost of enqueueing', '≤ 1.5', figures.enqueueRatio.toFixed(2)],
      ['cost with one more subscriber', '', figures.twoSubscribersRatio.toFixed(2)],
      ['idle queue, mail out after, p50 ms', '', deliveryP50.toFixed(1)],
      ['idle queue, mail out after, p95 ms', '≤ 100', deliveryP95.toFixed(1)],
    ],
  );
}

/** What the rows of the audit log cost the changes that they tell of. */
export function auditTable(audit: readonly AuditFigures[]): string {
  return table(
    ['Work', 'goal', 'CPU with, µs', 'CPU without, µs', 'with by without', 'rate ratio'],
    audit.map(({ title, withLog, without, cpuRatio, rateRatio }) => [
      title,
      '≤ 1.25',
      short(withLog),
      short(without),
      cpuRatio.toFixed(2),
      rateRatio.toFixed(2),
    ]),
  );
}

/** Bulks of several lengths beside single issues. */
export function bulkTable(bulk: readonly BulkFigures[]): string {
  return table(
    ['Items a request', '', 'milliseconds', 'ms an item', 'single by item'],
    bulk.map(({ items, milliseconds, perItem, ratio }) => [
      items.toLocaleString('en'),
      '',
      short(milliseconds),
      perItem.toFixed(3),
      ratio.toFixed(1),
    ]),
  );
}

export function exportTable(runs: readonly ExportRun[]): string {
  return table(
    ['export', 'rows', 'rows/s', 'MB', 'peak RSS MB'],
    runs.map(({ format, rows, rowsPerSecond, megabytes, peakRssMegabytes }) => [
      format,
      short(rows),
      short(rowsPerSecond),
      megabytes.toFixed(1),
      short(peakRssMegabytes),
    ]),
  );
}

function cells(figures: Comparison['service']): string[] {
  const { requestsPerSecond, p50, p95, p99, cpuMicroseconds, databaseCpuMicroseconds, rssMb } = figures;
  return [
    short(requestsPerSecond),
    ...[p50, p95, p99].map((milliseconds) => milliseconds.toFixed(2)),
    short(cpuMicroseconds),
    short(databaseCpuMicroseconds),
    short(rssMb),
  ];
}

function ratio(value: number, target: number | undefined): string {
  if (target === undefined) return value.toFixed(2);
  return `${value.toFixed(2)} (${value >= target ? '' : 'below '}${target.toFixed(2)})`;
}

function short(value: number): string {
  return value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en');
}

/** A table whose columns are as wide as their widest cell; all but the first two are aligned to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(3, ...[head, ...rows].map((row) => row[column]!.length)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => (column < 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (column < 2 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}
