import type { DataSource } from 'typeorm';
import { SignatureTrial, TrialError } from '../../certificate-page/index.js';
import { ProgramCertificate, Signatory } from '../../certificates/index.js';
import { counted } from '../../platform/text/index.js';
import { failed, type Finding, ok } from './check.js';

const SUBJECT = 'signatures';
const MOST_NAMED = 5;

/** Whether PDFs can show the stored images: SQL by hand or an older release may have written others. */
export async function checkSignatures(dataSource: DataSource): Promise<Finding> {
  const trial = new SignatureTrial();
  try {
    return await tryAll(dataSource, trial);
  } catch (error) {
    if (!(error instanceof TrialError)) throw error;
    return failed(SUBJECT, error.message, 'run doctor again when the machine is less busy');
  } finally {
    await trial.close();
  }
}

async function tryAll(dataSource: DataSource, trial: SignatureTrial): Promise<Finding> {
  const certificates = await dataSource
    .getRepository(ProgramCertificate)
    .find({ relations: { program: true }, order: { id: 'ASC' } });
  const leftOut: string[] = [];
  let tried = 0;
  for (const { id, program } of certificates) {
    // Those of one certificate at a time: an image may have a megabyte.
    const signatories = await dataSource.getRepository(Signatory).find({
      select: { position: true, imageType: true, image: true },
      where: { programCertificateId: id },
      order: { position: 'ASC' },
    });
    const signatures = signatories.flatMap(({ position, imageType: type, image: content }) =>
      type === null || !content ? [] : [{ position, type, content }],
    );
    if (signatures.length === 0) continue;
    tried += signatures.length;
    for (const { position, reason } of await trial.leftOutOf(signatures))
      leftOut.push(`position ${position} of program ${program!.uuid} (${reason})`);
  }
  if (leftOut.length === 0) return ok(SUBJECT, `${counted(tried, 'image')}, each can be drawn`);
  const more = leftOut.length > MOST_NAMED ? [`${leftOut.length - MOST_NAMED} more`] : [];
  return failed(
    SUBJECT,
    `PDFs lack ${[...leftOut.slice(0, MOST_NAMED), ...more].join('; ')}`,
    'set the images again by /api/v2/admin/program_certificates/',
  );
}
