import { dateIn, percentIn } from './formats.js';
import type { EarnedCourse } from '../../credentials/index.js';
import { displayText, isolate } from '../display-text.js';
import type { Language, Translate } from '../locales/index.js';
import type { CoursesView } from './certificate-view.js';

/** The courses of a program's certificate as a table; null where there are none. */
export function describeCourses(
  courses: readonly EarnedCourse[],
  language: Language,
  say: Translate,
): CoursesView | null {
  if (courses.length === 0) return null;
  const hasGrades = courses.some(({ grade }) => grade !== null);
  return {
    caption: say('courses'),
    course: say('label_course'),
    completed: say('label_completed'),
    grade: hasGrades ? say('label_grade') : null,
    rows: courses.map(({ title, key, issued, grade }) => ({
      title: displayText(title) || displayText(key),
      key: displayText(key),
      completed: dateIn(language, issued),
      grade: grade === null ? '' : gradeIn(language, grade),
    })),
  };
}

function gradeIn(
  language: Language,
  { letter, percent }: { readonly letter: string; readonly percent: string | null },
): string {
  const share = percent === null || percent.trim() === '' ? Number.NaN : Number(percent);
  const parts = [isolate(displayText(letter)), Number.isFinite(share) ? percentIn(language, share) : ''];
  // A grade stays on one line.
  return parts.filter((part) => part !== '').join('\u00a0·\u00a0');
}
