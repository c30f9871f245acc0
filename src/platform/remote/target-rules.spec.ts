import { describe, expect, it } from '@jest/globals';
import { isTarget, TargetRules } from './target-rules.js';

const PUBLIC = new TargetRules({ allowHttp: false, allowed: [] });

describe('the rules for addresses that others name', () => {
  it.each([
    'https://hooks.example/',
    'https://hooks.example:8443/path?query=1',
    'https://93.184.216.34/',
    'https://[2606:2800:220:1::1]/',
    'https://localhost/',
  ])('let %s through before its name is looked up', (address) => {
    expect(PUBLIC.problemOf(new URL(address))).toBeUndefined();
  });

  it.each([
    ['http://hooks.example/', 'it is not https'],
    ['ftp://hooks.example/', 'it is not https'],
    ['https://user@hooks.example/', 'it holds a name or a password'],
    ['https://:secret@hooks.example/', 'it holds a name or a password'],
    ['https://hooks.example:22/', 'its port 22 is not allowed'],
    ['https://127.0.0.1/', 'it is in a range that is not allowed'],
    ['https://0x7f.1/', 'it is in a range that is not allowed'],
    ['https://2130706433/', 'it is in a range that is not allowed'],
    ['https://[::1]/', 'it is in a range that is not allowed'],
    ['https://[::ffff:7f00:1]/', 'it is in a range that is not allowed'],
  ])('refuse %s', (address, problem) => {
    expect(PUBLIC.problemOf(new URL(address))).toBe(problem);
  });

  it.each([
    '0.0.0.0',
    '10.255.0.1',
    '100.64.0.1',
    '100.127.255.255',
    '127.8.9.1',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.8',
    '192.0.2.1',
    '192.88.99.1',
    '192.168.1.1',
    '198.18.0.1',
    '198.19.255.255',
    '198.51.100.7',
    '203.0.113.9',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::7f00:1',
    '::ffff:10.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::10.0.0.1',
    '64:ff9b::808:808',
    '64:ff9b:1::1',
    '100::1',
    '2001::1',
    '2001:10::1',
    '2001:db8::1',
    '2002:7f00:1::1',
    '2002:808:808::1',
    '3fff::1',
    '4000::1',
    'fc00::1',
    'fd12:3456::1',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    'hooks.example',
    '',
  ])('do not let a request connect to %s', (address) => {
    expect(PUBLIC.allows(address, 'hooks.example')).toBe(false);
  });

  it.each([
    '8.8.8.8',
    '100.63.0.1',
    '100.128.0.1',
    '172.32.0.1',
    '192.0.1.1',
    '2a00:1450::1',
    '2001:4860::1',
  ])('let a request connect to %s', (address) => {
    expect(PUBLIC.allows(address, 'hooks.example')).toBe(true);
  });

  it('let through what an operator allows: ranges, addresses, and whatever a name stands for', () => {
    const rules = new TargetRules({
      allowHttp: true,
      allowed: ['10.1.0.0/16', '192.168.0.7', 'fd00::/8', 'Inner.Example'],
    });
    expect(rules.problemOf(new URL('http://hooks.example/'))).toBeUndefined();
    expect(rules.problemOf(new URL('ws://hooks.example/'))).toBe('it is neither https nor http');
    expect(rules.problemOf(new URL('http://10.1.2.3:8080/'))).toBeUndefined();
    expect(rules.problemOf(new URL('http://10.2.2.3/'))).toBeDefined();
    const allowed = (address: string, host = 'hooks.example') => rules.allows(address, host);
    expect([allowed('10.1.255.1'), allowed('10.2.0.1')]).toEqual([true, false]);
    expect([allowed('192.168.0.7'), allowed('192.168.0.8')]).toEqual([true, false]);
    expect([allowed('fd00::1'), allowed('fe80::1')]).toEqual([true, false]);
    expect([allowed('127.0.0.1', 'inner.example.'), allowed('127.0.0.1', 'other.example')]).toEqual([
      true,
      false,
    ]);
  });

  it('know which texts name a target', () => {
    for (const text of ['10.0.0.0/8', '::1', '::1/128', 'inner.example', 'localhost'])
      expect(isTarget(text)).toBe(true);
    for (const text of [
      '10.0.0.0/33',
      '10.0.0.0/x',
      '::1/129',
      'http://x',
      '*.example',
      'a b',
      '',
      '-x',
      '1/2/3',
    ])
      expect(isTarget(text)).toBe(false);
  });
});
