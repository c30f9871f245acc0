import { describe, expect, it } from '@jest/globals';
import { isCourseKey } from './course-key.js';

describe('isCourseKey', () => {
  it.each([
    'course-v1:TestX+AA101+1T2023',
    'course-v1:Test.X+AA-101~b+2023_1',
    'course-v1:Łódź+Kurs+2023',
    'TestX/AA101/1T2023',
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
