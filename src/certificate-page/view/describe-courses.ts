import { formatsOf } from './formats.js';
import type { EarnedCourse } from '../../credentials/index.js';
import { displayText, isolate } from '../display-text.js';
import type { Language, Translate } from '../locales/index.js';

/** The courses of a program's certificate as a table; null where there are none. */
export function describeCourses(courses: readonly EarnedCourse[], language: Language, say: Translate) {
  if (courses.length === 0) return null;
  const { day, share } = formatsOf(language);
  const hasGrades = courses.some(({ grade }) => grade !== null);
  return {
    caption: say('courses'),
    course: say('label_course'),
    completed: say('label_completed'),
    /** Heading of the column of grades; null when the learner shows none. */
    grade: hasGrades ? say('label_grade') : null,
    rows: courses.map(({ title, key, issued, grade }) => ({
      title: displayText(title) || displayText(key),
      key: displayText(key),
      completed: day.format(issued),
      grade: grade === null ? '' : gradeIn(share, grade),
    })),
  };
}

function gradeIn(share: Intl.NumberFormat, { letter, percent }: NonNullable<EarnedCourse['grade']>): string {
  const value = percent === null || percent.trim() === '' ? Number.NaN : Number(percent);
  const parts = [isolate(displayText(letter)), Number.isFinite(value) ? share.format(value) : ''];
  // A grade stays on one line.
  return parts.filter((part) => part !== '').join('\u00a0·\u00a0');
}
