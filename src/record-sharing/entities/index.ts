import { ProgramCertRecord } from './program-cert-record.entity.js';

export const recordSharingEntities = [ProgramCertRecord];
