import { ValidationError } from '../../../platform/errors/index.js';
import { preferredOf } from '../../../platform/http/index.js';
import {
  ChoiceQueryField,
  Messages,
  QueryField,
  SwitchQueryField,
} from '../../../platform/validation/index.js';
import { FilterCredentialsQuery } from '../../dto/list-credentials.query.js';
import { EXPORT_FIELDS, type ExportField, type ExportFormat, USUAL_FIELDS } from '../export.sql.js';

const FORMATS = ['csv', 'ndjson'] as const;

export const MEDIA_TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv',
  ndjson: 'application/x-ndjson',
};

/**
 * Query parameters of the export: the filters of the list, the form and the fields. A value that would not narrow the list
 * is refused here, so that a slip does not export everybody.
 */
export class ExportQuery extends FilterCredentialsQuery {
  @QueryField({
    description:
      '`csv` or `ndjson`; without it the header `Accept` decides, else `csv`. Another value is a 400.',
    enum: FORMATS,
  })
  format?: string;

  @QueryField({
    description: `Fields in their order, separated by commas: ${EXPORT_FIELDS.map((field) => `\`${field}\``).join(', ')}. Another one is a 400. Without it: ${USUAL_FIELDS.join(', ')}.`,
    pattern: `^( *(${EXPORT_FIELDS.join('|')}) *(, *(${EXPORT_FIELDS.join('|')}) *)*)?$`,
    example: 'username,name,email,course_title,percent_grade',
  })
  fields?: string;

  @ChoiceQueryField(['program', 'course-run'])
  type?: string;

  @SwitchQueryField('Whether what the learner cannot see yet is left out.')
  only_visible?: string;

  /** @throws ValidationError */
  wantedFormat(accept: string | undefined): ExportFormat {
    if (!this.format)
      return preferredOf(accept, Object.values(MEDIA_TYPES)) === MEDIA_TYPES.ndjson ? 'ndjson' : 'csv';
    const format = FORMATS.find((word) => word === this.format);
    if (format === undefined) throw new ValidationError({ format: [Messages.notAChoice(this.format)] });
    return format;
  }

  /** @throws ValidationError */
  wantedFields(): readonly ExportField[] {
    if (!this.fields) return USUAL_FIELDS;
    return [...new Set(this.fields.split(',').map((text) => text.trim()))].map((text) => {
      const field = EXPORT_FIELDS.find((name) => name === text);
      if (field === undefined) throw noSuchField(text);
      return field;
    });
  }
}

function noSuchField(text: string): ValidationError {
  return new ValidationError({
    fields: [`${Messages.notAChoice(text)} Fields: ${EXPORT_FIELDS.join(', ')}.`],
  });
}
