import { describe, expect, it } from '@jest/globals';
import { ClaimWindows } from './claim-windows.js';
import type { ClaimedRow } from './outbox.sql.js';

const NOW = 1_000_000;

const due = (...times: number[]) => times.map((dueAt) => ({ dueAt }) as ClaimedRow);

describe('the window of a subscriber’s claims', () => {
  it('has no begin before the first claim, and none after it was opened', () => {
    const windows = new ClaimWindows();
    expect(windows.of('mail')).toBeNull();
    windows.claimed('mail', [], 10, NOW);
    expect(windows.of('other')).toBeNull();
    windows.open();
    expect(windows.of('mail')).toBeNull();
  });

  it('begins before the claim, so that deliveries committed late are seen, when it took all that was due', () => {
    const windows = new ClaimWindows();
    windows.claimed('mail', due(NOW - 9000, NOW - 8000), 3, NOW);
    expect(windows.of('mail')).toBe(NOW - 5001);
  });

  it('begins before the last one taken when there may be more', () => {
    const windows = new ClaimWindows();
    windows.claimed('mail', due(NOW - 8000, NOW - 9000), 2, NOW);
    expect(windows.of('mail')).toBe(NOW - 8001);
    windows.claimed('mail', due(NOW - 100, NOW - 200), 2, NOW);
    expect(windows.of('mail')).toBe(NOW - 5001);
  });

  it('goes back for a delivery that waited for an earlier one, and never forward', () => {
    const windows = new ClaimWindows();
    windows.reopen('mail', 5);
    expect(windows.of('mail')).toBeNull();
    windows.claimed('mail', [], 10, NOW);
    windows.reopen('mail', NOW);
    expect(windows.of('mail')).toBe(NOW - 5001);
    windows.reopen('mail', 5);
    expect(windows.of('mail')).toBe(5);
  });
});
