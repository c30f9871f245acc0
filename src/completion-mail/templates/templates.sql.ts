import { statement } from '../../platform/database/index.js';

// A value of another module's table, whose repository is not ours.

/** The language of a program's certificate, for a preview. */
export const languageOfProgram = statement<{ language: string }, [programUuid: string]>(
  'completion_mail.language_of_program',
  `select certificate.language
     from program_certificate certificate
     join program on program.id = certificate.program_id
    where program.uuid = $1`,
);
