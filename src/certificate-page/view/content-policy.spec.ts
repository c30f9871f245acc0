import { describe, expect, it } from '@jest/globals';
import { contentPolicy, linkAddress, plainOrigin } from './content-policy.js';

describe('the content policy of a page', () => {
  it('allows nothing of another origin, and no script', () => {
    const policy = contentPolicy();
    expect(policy).toContain("img-src 'self';");
    expect(policy).not.toMatch(/http|\*|data:|unsafe|script-src/);
  });

  it('lets nobody frame the page but the one who is named', () => {
    expect(contentPolicy()).toMatch(/; frame-ancestors 'none'$/);
    const frame = plainOrigin('https://lms.example:8443/base/');
    expect(contentPolicy(frame)).toMatch(/; frame-ancestors https:\/\/lms\.example:8443$/);
    for (const odd of ['https://lms;script-src *;.example/', 'javascript:alert(1)', 'lms.example', '']) {
      expect(plainOrigin(odd)).toBeUndefined();
    }
  });
});

describe('a link of the catalog', () => {
  it('leads nowhere unless it is plain http or https', () => {
    const odd = [
      'javascript:alert(1)',
      'data:text/html,<b>x',
      '/about',
      'https://user:secret@university.example/',
      'https://user@university.example/',
      'https://:secret@university.example/',
      'https://a,b/x',
      '',
      null,
    ];
    expect(odd.map(linkAddress)).toEqual(odd.map(() => null));
  });

  it('is escaped beside its origin', () => {
    expect(linkAddress('https://a.example/a b?x="y"')).toBe('https://a.example/a%20b?x=%22y%22');
    expect(linkAddress('http://[::1]:81/a')).toBe('http://[::1]:81/a');
  });
});
