export { CertificatePageModule } from './certificate-page.module.js';
export { type MessagePage, MessagePages } from './message-pages.js';
export type { MessageKind } from './view/message.js';
export { SignatureTrial, TrialError } from './pdf/signature-trial.js';
