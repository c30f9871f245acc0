import { statement } from '../../platform/database/index.js';

// As the statement of the mail reads them, for a program without a request.

/** The program of a preview. */
export interface PreviewedProgram {
  readonly title: string;
  readonly language: string;
}

/** A program by its uuid. */
export const readPreviewedProgram = statement<PreviewedProgram, [programUuid: string]>(
  'credit_pathways.read_previewed_program',
  `select program.title, coalesce(certificate.language, 'en') as language
     from program
     left join program_certificate certificate on certificate.program_id = program.id
    where program.uuid = $1`,
);
