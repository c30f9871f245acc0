import { type EntityManager, In } from 'typeorm';
import { Signatory } from '../entities/signatory.entity.js';
import type { SignatoryAnswer } from './signatories.dto.js';

/**
 * The signatories of some certificates by the certificate's id, in their order, with one query.
 * @param column the one that names the certificate
 */
export async function signatoryAnswers(
  manager: EntityManager,
  column: 'programCertificateId' | 'courseCertificateId',
  certificates: readonly { readonly id: number }[],
): Promise<(id: number) => SignatoryAnswer[]> {
  const signatories = await manager.find(Signatory, {
    where: { [column]: In(certificates.map(({ id }) => id)) },
    order: { position: 'ASC' },
  });
  return (id) => signatories.filter((signatory) => signatory[column] === id).map(answerOf);
}

function answerOf(signatory: Signatory): SignatoryAnswer {
  const { position, name, title, organizationNameOverride, imageType, imageBytes } = signatory;
  return {
    position,
    name,
    title,
    organization_name_override: organizationNameOverride,
    image: imageType === null ? null : { content_type: imageType, size: imageBytes! },
  };
}
