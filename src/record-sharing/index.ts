export { AnswersLegacyRefusals } from './legacy-refusal.js';
export { RecordAccess } from './record-access.js';
export { sharedRecordAddress } from './shared-record-address.js';
export { RecordSharingModule } from './record-sharing.module.js';
export { RecordSharingService, type RecordKey } from './record-sharing.service.js';
export { recordSharingEntities } from './entities/index.js';
export { joinSharedRecords } from './merge.js';
export type { RivalLink } from './merge.sql.js';
