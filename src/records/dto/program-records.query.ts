import { isOn, QueryField, TRIMMED_TEXT } from '../../platform/validation/index.js';

/** Names the learner of the records. */
export class ProgramRecordsQuery {
  @QueryField(
    { description: 'Whose, in any letter case; for staff only.', example: 'demo_ada' },
    TRIMMED_TEXT,
  )
  username?: string;
}

/** Names the learner, or says that the path names a public link. */
export class ProgramRecordQuery extends ProgramRecordsQuery {
  @QueryField({
    description:
      '`true` or `1`: the path names a shared record instead of a program, and anyone may read it. Another value does not say so.',
    example: 'false',
  })
  is_public?: string;

  get isPublic(): boolean {
    return isOn(this.is_public);
  }
}
