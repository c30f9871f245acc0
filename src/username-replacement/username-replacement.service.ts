import { Injectable, Logger } from '@nestjs/common';
import { UsersService } from '../identity/index.js';
import type { ReplaceUsernamesAnswer } from './replace-usernames.dto.js';
import type { UsernameMapping } from './username-mappings.js';

@Injectable()
export class UsernameReplacementService {
  private readonly logger = new Logger(UsernameReplacementService.name);

  constructor(private readonly users: UsersService) {}

  /** Renames one pair after the other, each in a transaction of its own, so that a failure stops no other pair. */
  async replaceAll(mappings: readonly UsernameMapping[]): Promise<ReplaceUsernamesAnswer> {
    const answer: ReplaceUsernamesAnswer = {
      successful_replacements: [],
      failed_replacements: [],
    };
    for (const [index, mapping] of mappings.entries()) {
      const [oldName = '', newName = ''] = Object.entries(mapping)
        .flat()
        .map((name) => name.trim());
      const problem = await this.users.rename(oldName, newName);
      if (problem === undefined) {
        answer.successful_replacements.push(mapping);
        continue;
      }
      answer.failed_replacements.push(mapping);
      (answer.failure_reasons ??= []).push(REASONS[problem]);
      this.logger.warn({ message: 'A username was not replaced', pair: index, reason: REASONS[problem] });
    }
    return answer;
  }
}

const REASONS = {
  taken: 'Another user has the new username.',
  invalid:
    'The new username cannot be one: it is blank, longer than 255 characters, or has control characters or line breaks.',
} as const;
