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
  const format = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 2 });
  const parts = [isolate(displayText(letter)), Number.isFinite(share) ? format.format(share) : ''];
  return parts.filter((part) => part !== '').join(' · ');
}

/** Certificates name days in UTC, so that everybody reads the same day. */
export function dateIn(language: Language, date: Date | string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(date));
}

export function momentIn(language: Language, date: Date): string {
  return new Intl.DateTimeFormat(language, {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZone: 'UTC',
    timeZoneName: 'short',
  }).format(date);
}
