export { CertificatePageModule } from './certificate-page.module.js';
export { type MessagePage, MessagePages } from './message-pages.js';
export type { MessageKind } from './view/message.js';
export { SheetTrial } from './sheet/sheet-trial.js';
