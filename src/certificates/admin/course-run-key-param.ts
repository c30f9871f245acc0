import { ApiParam } from '@nestjs/swagger';

/** The key of a course run in an address. */
export function CourseRunKeyParam(): MethodDecorator {
  return ApiParam({
    name: 'course_run_key',
    description:
      "The course run's key, in any letter case; `+` may be written `%2B`, and `/` in old keys must be written `%2F`.",
    example: 'course-v1:RiversideX+STAT1+2026',
  });
}
