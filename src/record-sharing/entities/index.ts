import { FormerRecordUuid } from './former-record-uuid.entity.js';
import { ProgramCertRecord } from './program-cert-record.entity.js';

export const recordSharingEntities = [ProgramCertRecord, FormerRecordUuid];
