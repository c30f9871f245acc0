import { ApiSchema } from '@nestjs/swagger';
import { LARGEST_ID } from '../../platform/text/index.js';
import { IntegerField, TextField } from '../../platform/validation/index.js';

/** Names the learner and the pathway that gets the record. */
export class SendRecordBody {
  @TextField({ maxLength: 255, description: 'Learner, in any letter case.', example: 'alice' })
  username!: string;

  @IntegerField({
    min: 1,
    max: LARGEST_ID,
    description: 'Number of the pathway, as the record lists it under `pathways`.',
    example: 1,
  })
  pathway_id!: number;
}

/** Empty: the request is recorded and will be delivered. */
@ApiSchema({ name: 'SendRecordAnswer' })
export class SendRecordAnswer {}
