import { ChoiceQueryField, QueryField } from '../../platform/validation/index.js';
import { type Paper, PAPERS } from '../sheet/sheet-data.js';

/** Query parameters of a certificate's page. */
export class CertificateQuery {
  @QueryField({ description: 'Language of the sample: a tag, or its nearest relative.', example: 'fr' })
  language?: string;
}

/** Query parameters of a certificate's sheet. */
export class SheetQuery extends CertificateQuery {
  /** Default: `CERTIFICATE_PAPER`. */
  @ChoiceQueryField(PAPERS)
  paper?: Paper;
}
