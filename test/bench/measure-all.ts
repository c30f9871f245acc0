import { type Duel, measureAgainst } from './against.ts';
import { type AuditFigures, measureAudit } from './audit.ts';
import { type BulkFigures, measureBulk } from './bulk.ts';
import { compare, type Comparison } from './compare.ts';
import { type ExportRun, measureExports } from './export.ts';
import type { Options } from './options.ts';
import { type CertificateFigures, measureCertificates } from './sheets.ts';
import { measureOutbox, type OutboxFigures } from './outbox.ts';
import { timed } from './progress.ts';
import { startLimit, startService } from './servers.ts';
import { Slicer } from './slice.ts';
import type { Stage } from './stage.ts';
import { type Work, WORKS, workNamed } from './works/index.ts';
import { generate } from './world/generate.ts';
import type { World } from './world/names.ts';

export interface Measured {
  readonly comparisons: readonly Comparison[];
  /** Filled when another build was named; `comparisons` is empty then. */
  readonly duels: readonly Duel[];
  /** Undefined when the outbox was not asked for. */
  readonly outbox: OutboxFigures | undefined;
  /** Undefined when certificates were not asked for. */
  readonly certificate: CertificateFigures | undefined;
  /** Filled when the audit log was asked for. */
  readonly audit: readonly AuditFigures[];
  /** Filled when bulks were asked for. */
  readonly bulk: readonly BulkFigures[];
  /** Empty when exports were not asked for. */
  readonly exports: readonly ExportRun[];
}

/** Works that the limit does not have. */
const OUTBOX = 'outbox';
const CERTIFICATE = 'certificate';
/** Measured only when they are asked for by name. */
const AUDIT = 'audit';
const BULK = 'bulk';
/** Only when it is asked for by name: it makes many more credentials. */
const EXPORT = 'export';

/** Makes the data, starts both servers, and measures work after work. */
export async function measureAll(stage: Stage, options: Options): Promise<Measured> {
  const works = chosen(options);
  const world: World = options.data;
  const { learners, credentials } = world;
  await timed(`${learners} learners, ${credentials} course credentials`, () => generate(stage.client, world));
  if (options.against !== undefined) {
    const duels = await measureAgainst(stage, options, works, options.against);
    return {
      comparisons: [],
      duels,
      outbox: undefined,
      certificate: undefined,
      audit: [],
      bulk: [],
      exports: [],
    };
  }
  const comparisons = works.length === 0 ? [] : await compareWorks(stage, options, works);
  const wanted = (name: string) => options.only === undefined || options.only.includes(name);
  const outbox = wanted(OUTBOX) ? await measureOutbox(stage, world, options.seconds) : undefined;
  const certificate = wanted(CERTIFICATE) ? await measureCertificates(stage, options.documents) : undefined;
  const asked = (name: string) => options.only?.includes(name) === true;
  const bulk = asked(BULK) ? await measureBulk(stage, world) : [];
  const audit = asked(AUDIT) ? await measureAudit(stage, options) : [];
  const exports = asked(EXPORT) ? await measureExports(stage, world, options.rows) : [];
  return { comparisons, duels: [], outbox, certificate, audit, bulk, exports };
}

async function compareWorks(stage: Stage, options: Options, works: readonly Work[]): Promise<Comparison[]> {
  const service = await startService(stage.plan);
  const limit = await startLimit(stage.plan);
  try {
    const slicer = new Slicer(stage);
    const comparisons: Comparison[] = [];
    for (const work of works) {
      comparisons.push(
        await compare({ stage, slicer, world: options.data }, { service, limit }, work, options),
      );
    }
    return comparisons;
  } finally {
    await Promise.all([service.stop(), limit.stop()]);
  }
}

/** @throws Error for a name that is none */
export function chosen({ only }: Options): readonly Work[] {
  if (only === undefined) return WORKS.filter(({ extra }) => extra !== true);
  return only.filter((name) => ![OUTBOX, CERTIFICATE, AUDIT, BULK, EXPORT].includes(name)).map(workNamed);
}
