export { CertificatesModule } from './certificates.module.js';
export { CertificatesService } from './certificates.service.js';
export { ProgramCertificateDescription } from './description/program-certificate-description.js';
export { CourseCertificate } from './entities/course-certificate.entity.js';
export { certificateEntities } from './entities/index.js';
export { ProgramCertificate } from './entities/program-certificate.entity.js';
export { Signatory } from './entities/signatory.entity.js';
export { ProgramCertificatesService } from './program-certificates.service.js';
