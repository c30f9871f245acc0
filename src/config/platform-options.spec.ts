import { describe, expect, it } from '@jest/globals';
import { settingProblems } from '../../test/support/setting-problems.js';
import { loadConfig } from './load-config.js';
import { platformOptions } from './platform-options.js';

describe('the options of the platform', () => {
  it.each([
    ['a worker in production wants a mail server', { production: true, role: 'worker' as const }, true],
    ['so does a process that is both', { production: true, role: 'all' as const }, true],
    ['one that sends no mails does not', { production: true, role: 'api' as const }, false],
    ['nor does a developer’s machine', { production: false, role: 'all' as const }, false],
  ])('%s', (_, settings, wantsServer) => {
    const config = Object.assign(loadConfig({}), settings);
    expect(platformOptions(config).mail.wantsServer).toBe(wantsServer);
  });

  it('let a mail end before its lease could run out', () => {
    const { mail, outbox } = platformOptions(loadConfig({ OUTBOX_LEASE: '100' }));
    expect(mail.deadlineMs).toBe(70_000);
    expect(mail.deadlineMs).toBeLessThan(0.75 * outbox.leaseMs);
  });

  it('let the database give a reason before the time of a request is over', () => {
    const { database, http } = platformOptions(loadConfig({ REQUEST_TIMEOUT: '20' }));
    expect(http.requestTimeoutMs).toBe(20_000);
    for (const limit of Object.values(database.limits)) expect(limit).toBeLessThan(http.requestTimeoutMs);
  });

  it.each(['0', '601', '1.5'])('have no time of %s for a request', (value) => {
    expect(settingProblems({ REQUEST_TIMEOUT: value })).toEqual([expect.stringContaining('REQUEST_TIMEOUT')]);
  });
});
