import { describe, expect, it } from '@jest/globals';
import { createLogger } from './logger.js';
import { requestContext } from './request-context.js';

describe('the logger', () => {
  function capture(work: (logger: ReturnType<typeof createLogger>) => void): Record<string, unknown>[] {
    const lines: string[] = [];
    work(createLogger('info', { write: (line: string) => lines.push(line) }));
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }

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
});
