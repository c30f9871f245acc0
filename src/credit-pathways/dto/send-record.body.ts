import { ApiSchema } from '@nestjs/swagger';
import { IntegerField, TextField } from '../../platform/validation/index.js';

/** Whose record goes to which pathway. */
export class SendRecordBody {
  @TextField({ maxLength: 255, description: 'Learner, in any letter case.', example: 'alice' })
  username!: string;

  @IntegerField({
    min: 1,
    max: 2_147_483_647,
    description: 'Number of the pathway, as the record lists it under `pathways`.',
    example: 1,
  })
  pathway_id!: number;
}

/** Nothing more is said: the request is recorded and will be delivered. */
@ApiSchema({ name: 'SendRecordAnswer' })
export class SendRecordAnswer {}
