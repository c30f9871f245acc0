import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createLogger, PinoLoggerService } from './logger.js';
import { requestContext } from './request-context.js';

describe('the logger', () => {
  function capture(work: (logger: ReturnType<typeof createLogger>) => void): Record<string, unknown>[] {
    const lines: string[] = [];
    work(createLogger('info', { write: (line: string) => lines.push(line) }));
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  const lineOf = (error: unknown) => capture((logger) => new PinoLoggerService(logger).error(error))[0];

  const ann = { kind: 'user', id: 7, name: 'ann', tokenDigest: 'digest' } as const;

  it('puts the request id on each line, and nothing of the caller or of the line before', () => {
    const [first, second] = capture((logger) =>
      requestContext.run({ requestId: 'r1', caller: ann }, () => {
        logger.warn({ reason: 'one' }, 'first');
        logger.info('second');
      }),
    );
    expect(first).toMatchObject({ requestId: 'r1', reason: 'one', msg: 'first' });
    expect(second).toMatchObject({ requestId: 'r1', msg: 'second' });
    expect(Object.keys(second!)).toEqual(['level', 'time', 'requestId', 'msg']);
  });

  it('puts no request id on a line outside of any request', () => {
    const [line] = capture((logger) => logger.info('alone'));
    expect(Object.keys(line!)).toEqual(['level', 'time', 'msg']);
  });

  it('keeps the row that a database error speaks of to itself', () => {
    const error = Object.assign(new Error('violates check constraint'), {
      code: '23514',
      constraint: 'some_ck',
      detail: 'Failing row contains (ann, ann@x.example)',
      where: 'ann@x.example',
    });
    const [line] = capture((logger) => logger.error({ err: error }, error.message));
    expect(line!.err).toMatchObject({ code: '23514', constraint: 'some_ck' });
    expect(JSON.stringify(line)).not.toContain('ann@x.example');
  });

  it('keeps PostgreSQL’s own words to itself, also inside of an error of TypeORM', () => {
    const error = Object.assign(new pg.DatabaseError('invalid input: "ann@x.example"', 1, 'error'), {
      code: '22P02',
      statement: 'spec.read',
    });
    const wrapped = Object.assign(new Error(error.message), { driverError: error });
    for (const logged of [error, wrapped]) {
      const [line] = capture((logger) => new PinoLoggerService(logger).error(logged));
      expect(line).toMatchObject({ msg: 'PostgreSQL answered 22P02 (statement spec.read)' });
      expect(JSON.stringify(line)).not.toContain('ann@x.example');
    }
  });

  it('says in words of ours what befell a connection to the database', async () => {
    const pool = new pg.Pool({ max: 1 });
    await pool.end();
    const ended: unknown = await pool.connect().catch((error: unknown) => error);
    expect(lineOf(ended)).toMatchObject({ msg: 'the service has closed its connections to PostgreSQL' });
    const client = new pg.Client();
    await client.end();
    const closed: unknown = await client.query('select 1').catch((error: unknown) => error);
    expect(lineOf(closed)).toMatchObject({ msg: 'the connection to PostgreSQL is closed' });
  });

  it.each([
    ['timeout exceeded when trying to connect', 'no connection to PostgreSQL was free in time'],
    ['Connection terminated due to connection timeout', 'PostgreSQL accepted no connection in time'],
    ['timeout expired', 'PostgreSQL accepted no connection in time'],
    ['Connection terminated unexpectedly', 'the connection to PostgreSQL broke'],
    ['Query read timeout', 'PostgreSQL did not answer in time'],
    [
      'Client has encountered a connection error and is not queryable',
      'the connection to PostgreSQL is closed',
    ],
  ])('never writes %p', (driverWords, words) => {
    const line = lineOf(new Error(driverWords));
    expect(line).toMatchObject({ msg: words, err: { message: words } });
    expect(JSON.stringify(line)).not.toContain(driverWords);
  });
});
