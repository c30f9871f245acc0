import { describe, expect, it } from '@jest/globals';
import { contentPolicy, imageAddress, plainOrigin } from './content-policy.js';

describe('the content policy of a certificate page', () => {
  it('allows exactly the origins of its logos', () => {
    const policy = contentPolicy([
      'https://img.example/a.png',
      'https://img.example/b.png',
      null,
      'http://x.example:81/c',
    ]);
    expect(policy).toContain("img-src 'self' data: https://img.example http://x.example:81;");
    expect(policy).not.toContain('unsafe');
    expect(policy).not.toContain('script-src');
  });

  it('lets nobody frame the page but the one who is named', () => {
    expect(contentPolicy([])).toMatch(/; frame-ancestors 'none'$/);
    const frame = plainOrigin('https://lms.example:8443/base/');
    expect(contentPolicy([], frame)).toMatch(/; frame-ancestors https:\/\/lms\.example:8443$/);
    for (const odd of ['https://lms;script-src *;.example/', 'javascript:alert(1)', 'lms.example', '']) {
      expect(plainOrigin(odd)).toBeUndefined();
    }
  });

  it('takes no image address that is not plain http or https', () => {
    const odd = [
      'javascript:alert(1)',
      'data:image/svg+xml,<svg/>',
      '/logo.png',
      "https://a;script-src'unsafe-inline'/x",
      'https://user:secret@img.example/a.png',
      'https://user@img.example/a.png',
      'https://:secret@img.example/a.png',
      'https://a,b/x',
      '',
      null,
      undefined,
    ];
    expect(odd.map(imageAddress)).toEqual(odd.map(() => null));
  });

  it('escapes what a logo address contains beside its origin', () => {
    expect(imageAddress('https://img.example/a b.png?x="y"')).toBe('https://img.example/a%20b.png?x=%22y%22');
    expect(imageAddress('http://[::1]:81/a.png')).toBe('http://[::1]:81/a.png');
  });
});
