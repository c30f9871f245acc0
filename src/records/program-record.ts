/** A learner's record of one program, as the statement builds it. dto/program-record.answer.ts describes the fields. */
export interface ProgramRecord {
  readonly learner: { readonly full_name: string; readonly username: string; readonly email: string };
  readonly program: { readonly name: string; readonly type_name: string; readonly school: string };
  readonly platform_name: string;
  readonly grades: readonly CourseGrade[];
}

/** One course of the program; empty text stands for everything not earned. */
export interface CourseGrade {
  readonly name: string;
  readonly school: string;
  readonly attempts: number | '';
  readonly course_id: string;
  readonly issue_date: string;
  readonly percent_grade: number | '';
  readonly letter_grade: string;
}
