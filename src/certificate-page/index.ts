export { CertificatePageModule } from './certificate-page.module.js';
