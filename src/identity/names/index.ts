export { LearnerNames, MAIL_WAIT_MS, type NamedRow, PAGE_WAIT_MS } from './learner-names.service.js';
export { learnerUnnamed } from './learner-unnamed.js';
export { LmsNamesClient } from './lms-names.js';
export { NamesModule } from './names.module.js';
export { nameIsAwaited, printedName } from './printed-name.js';
