import { describe, expect, it } from '@jest/globals';
import { type AccessLine, createAccessLog } from './access-log.js';
import { createLogger } from './logger.js';

const LINE: AccessLine = {
  requestId: 'a "quoted" id',
  method: 'GET',
  route: '/things/:id',
  status: 200,
  milliseconds: 1.5,
};

function written(level: string): string[] {
  const lines: string[] = [];
  createAccessLog(createLogger(level, { write: (line: string) => lines.push(line) }))(LINE);
  return lines;
}

describe('the access log', () => {
  it('writes one line of JSON where the logger writes', () => {
    const [line, ...others] = written('info');
    expect(others).toEqual([]);
    expect(line?.endsWith('}\n')).toBe(true);
    expect(JSON.parse(line!)).toEqual({
      ...LINE,
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      msg: 'request',
    });
  });

  it('writes nothing where lines of its level are not wanted', () => {
    expect(written('warn')).toEqual([]);
  });
});
