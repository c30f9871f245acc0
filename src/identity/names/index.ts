export {
  LearnerNames,
  MAIL_WAIT_MS,
  type NamedMailRow,
  type NamedRow,
  PAGE_WAIT_MS,
} from './learner-names.service.js';
export { learnerUnnamed } from './learner-unnamed.js';
export { LmsNamesClient } from './lms-names.js';
export { NamesModule } from './names.module.js';
export { isRetiredUser, nameIsAwaited, nameWaitUntil, printedName } from './printed-name.js';
