import { Controller, Post } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireServiceUser } from '../identity/index.js';
import { AnswersJson, AnswersValidationError } from '../platform/http/index.js';
import { UncheckedBody } from '../platform/validation/index.js';
import { ReplaceUsernamesAnswer, ReplaceUsernamesBody } from './replace-usernames.dto.js';
import { readMappings } from './username-mappings.js';
import { UsernameReplacementService } from './username-replacement.service.js';

/** Renames users when the LMS has renamed them. */
@ApiTags('Usernames')
@Controller('api/v2/replace_usernames')
export class UsernameReplacementController {
  constructor(private readonly replacement: UsernameReplacementService) {}

  @Post()
  @ApiOperation({
    summary: 'Rename users',
    description:
      'Each pair is carried out on its own. A pair fails alone when its new name belongs to another user, in whatever letter case; an unknown old name succeeds. Names and mail address of the renamed user are emptied, since the LMS retires people so; `failure_reasons` says why a pair failed. Pairs that are left when the time of the request is over fail too: send them again.',
  })
  @RequireServiceUser('usernameReplacementWorker')
  @ApiBody({ type: ReplaceUsernamesBody })
  @AnswersJson(200, ReplaceUsernamesAnswer)
  @AnswersValidationError()
  async replace(@UncheckedBody() body: unknown): Promise<string> {
    return JSON.stringify(await this.replacement.replaceAll(readMappings(body)));
  }
}
