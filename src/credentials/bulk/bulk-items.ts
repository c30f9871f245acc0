import type { FieldErrors } from '../../platform/errors/index.js';
import type { FoundCredential } from './bulk.sql.js';
import type { IssueCredentialBody } from '../dto/issue-credential.body.js';
import type { CredentialStatus } from '../entities/user-credential.entity.js';

/** Issues a credential, or changes the learner's existing one: as a POST. */
export interface IssueItem {
  readonly issue: IssueCredentialBody;
  /** Only the status of a credential that there is; without one the item is wrong. For a revocation. */
  readonly onlyStored?: boolean;
}

/** Changes the status of a credential: as a PATCH. Without a status nothing changes. */
export interface ChangeItem {
  /** Its uuid, or the credential itself where the caller has found it. */
  readonly change: string | FoundCredential;
  readonly status: CredentialStatus | undefined;
}

/** An item that its rules have refused. */
export interface WrongItem {
  readonly errors: FieldErrors;
}

export type BulkItem = IssueItem | ChangeItem | WrongItem;

/** Why an item was not carried out: status and body of the answer to a single call. */
export interface Failure {
  readonly status: 400 | 404;
  readonly errors: FieldErrors;
}

/** The credential of an item that was carried out, with the status of the answer to a single call. */
export interface Success {
  readonly status: 200 | 201;
  readonly credentialId: number;
}

export type Outcome = Failure | Success;

export const isFailure = (outcome: Outcome): outcome is Failure => 'errors' in outcome;
