import { CourseCertificate } from './course-certificate.entity.js';
import { ProgramCertificate } from './program-certificate.entity.js';
import { Signatory } from './signatory.entity.js';

/** All tables of certificates. */
export const certificateEntities = [CourseCertificate, ProgramCertificate, Signatory];
