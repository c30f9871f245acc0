import { Injectable } from '@nestjs/common';
import { UsersService } from '../identity/index.js';
import type { ReplaceUsernamesAnswer } from './replace-usernames.dto.js';
import type { UsernameMapping } from './username-mappings.js';

@Injectable()
export class UsernameReplacementService {
  constructor(private readonly users: UsersService) {}

  /** Renames one pair after the other, each in a transaction of its own, so that a failure stops no other pair. */
  async replaceAll(mappings: readonly UsernameMapping[]): Promise<ReplaceUsernamesAnswer> {
    const answer: ReplaceUsernamesAnswer = { successful_replacements: [], failed_replacements: [] };
    for (const mapping of mappings) {
      const [oldName = '', newName = ''] = Object.entries(mapping)
        .flat()
        .map((name) => name.trim());
      const renamed = await this.users.rename(oldName, newName);
      (renamed ? answer.successful_replacements : answer.failed_replacements).push(mapping);
    }
    return answer;
  }
}
