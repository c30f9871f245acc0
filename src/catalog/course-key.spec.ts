import { describe, expect, it } from '@jest/globals';
import { COURSE_KEY_PATTERN, isCourseKey } from './course-key.js';

describe('isCourseKey', () => {
  it.each([
    'course-v1:TestX+AA101+1T2023',
    'course-v1:Test.X+AA-101~b+2023_1',
    'course-v1:Łódź+Kurs+2023',
    'TestX/AA101/1T2023',
    `course-v1:${'a'.repeat(241)}+b+c`,
    'COURSE-V1:TESTX+AA101+1T2023',
    'Course-v1:testx+aa101+1t2023',
  ])('accepts %s', (key) => {
    expect(isCourseKey(key)).toBe(true);
  });

  it.each([
    'not a key',
    '',
    'course-v1:TestX+AA101',
    'course-v1:TestX+AA101+1T2023+more',
    'course-v1:TestX++1T2023',
    'course-v1:TestX+AA101+1T 2023',
    'course-v1:TestX+AA101+1T2023\n',
    `course-v1:${'a'.repeat(242)}+b+c`,
    'course-v2:TestX+AA101+1T2023',
    'TestX/AA101',
    'TestX/AA101/1T2023/more',
    "TestX/AA101/1T'2023",
    7,
    null,
  ])('refuses %j', (key) => {
    expect(isCourseKey(key)).toBe(false);
  });
});

describe('the pattern of course keys in the API document', () => {
  it.each([
    'course-v1:TestX+AA101+1T2023',
    'COURSE-V1:Test.X+AA-101~b+2023_1',
    'course-v1:Łódź+Kurs+2023',
    'МГУ/Физика/2023',
    '東京/かな/한국',
  ])('takes %s', (key) => {
    expect(new RegExp(COURSE_KEY_PATTERN).test(key)).toBe(true);
  });

  it.each(['a/b', 'a/b/c/d', 'course-v1:a+b', 'course-v1:a b+c+d', 'a/b/c\n', 'a/×/c'])(
    'refuses %j',
    (key) => {
      expect(new RegExp(COURSE_KEY_PATTERN).test(key)).toBe(false);
    },
  );

  it('takes no character that the rule refuses', () => {
    const pattern = new RegExp(COURSE_KEY_PATTERN);
    const keys = Array.from({ length: 0x10000 }, (_, code) => `a/${String.fromCharCode(code)}/b`);
    expect(keys.filter((key) => pattern.test(key) && !isCourseKey(key))).toEqual([]);
  });
});
