import { Injectable, Logger } from '@nestjs/common';
import { UsersService } from '../identity/index.js';
import { SqlState, sqlStateOf } from '../platform/database/index.js';
import { LateError } from '../platform/errors/index.js';
import type { ReplaceUsernamesAnswer } from './replace-usernames.dto.js';
import type { UsernameMapping } from './username-mappings.js';

@Injectable()
export class UsernameReplacementService {
  private readonly logger = new Logger(UsernameReplacementService.name);

  constructor(private readonly users: UsersService) {}

  /**
   * Renames one pair after the other, each in a transaction of its own, so that a failure stops no other pair. When the
   * time of the request is over, the pairs that are left fail, so that the caller knows which are done.
   */
  async replaceAll(mappings: readonly UsernameMapping[]): Promise<ReplaceUsernamesAnswer> {
    const renames = mappings.map(renameOf);
    const problems = renames.map((): Problem | undefined => 'late');
    try {
      const unknown = await this.users.renameUnknown(renames);
      for (const index of unknown) problems[index] = undefined;
      for (const [index, { oldName, newName }] of renames.entries()) {
        if (!unknown.has(index)) problems[index] = await this.users.rename(oldName, newName);
      }
    } catch (error) {
      if (!isTimeOver(error)) throw error;
    }
    this.log(problems);
    return answerOf(mappings, problems);
  }

  private log(problems: readonly (Problem | undefined)[]): void {
    for (const [pair, problem] of problems.entries()) {
      if (problem === undefined || problem === 'late') continue;
      this.logger.warn({ message: 'A username was not replaced', pair, reason: REASONS[problem] });
    }
    const pairs = problems.filter((problem) => problem === 'late').length;
    if (pairs > 0) this.logger.warn({ message: 'Usernames were not replaced in time', pairs });
  }
}

const REASONS = {
  taken: 'Another user has the new username.',
  invalid:
    'The new username cannot be one: it is blank, longer than 255 characters, that of an API key, or has control characters or line breaks.',
  key: 'The old username is that of an API key, which has no other name.',
  late: 'The time for this request was over before this pair was done; send it again.',
} as const;

type Problem = keyof typeof REASONS;

function renameOf(mapping: UsernameMapping): { oldName: string; newName: string } {
  const [[oldName, newName] = ['', '']] = Object.entries(mapping);
  return { oldName: oldName.trim(), newName: newName.trim() };
}

/**
 * Whether nothing more can be done in the time of the request. Work is stopped early enough for an answer
 * (`RequestDeadlines`). A lock that was waited for as long as one may has used the time up, too.
 */
function isTimeOver(error: unknown): boolean {
  return error instanceof LateError || sqlStateOf(error) === SqlState.lockNotAvailable;
}

function answerOf(
  mappings: readonly UsernameMapping[],
  problems: readonly (Problem | undefined)[],
): ReplaceUsernamesAnswer {
  const answer: ReplaceUsernamesAnswer = { successful_replacements: [], failed_replacements: [] };
  for (const [index, mapping] of mappings.entries()) {
    const problem = problems[index];
    if (problem === undefined) answer.successful_replacements.push(mapping);
    else {
      answer.failed_replacements.push(mapping);
      (answer.failure_reasons ??= []).push(REASONS[problem]);
    }
  }
  return answer;
}
