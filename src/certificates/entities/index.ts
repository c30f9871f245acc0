import { CourseCertificate } from './course-certificate.entity.js';
import { ProgramCertificate } from './program-certificate.entity.js';
import { Signatory } from './signatory.entity.js';

export const certificateEntities = [CourseCertificate, ProgramCertificate, Signatory];
