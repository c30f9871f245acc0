import type { StoredPicture } from '../../credentials/index.js';
import type { Language } from '../locales/index.js';

/** The installation's own part of a certificate. */
export interface Issuer {
  readonly platformName: string;
  readonly publicUrl: string;
  readonly logo: StoredPicture | null | undefined;
}

/** Size of the typeset sheet, in any unit: the page needs the ratio. */
export interface SheetSize {
  readonly width: number;
  readonly height: number;
}

/** A certificate in words: the content of page, PDF and pictures, in its order. */
export interface CertificateView {
  readonly language: Language;
  readonly direction: 'ltr' | 'rtl';
  /** A note above a sample certificate. */
  readonly notice: string | null;
  /** Plain text, without marks of direction; so is the description. */
  readonly documentTitle: string;
  readonly description: string;
  readonly platform: { readonly name: string; readonly logo: StoredPicture | null };
  readonly organizations: readonly OrganizationView[];
  readonly heading: string;
  readonly kind: string;
  readonly beforeName: string;
  readonly learner: string;
  readonly afterName: string;
  readonly title: string;
  readonly afterTitle: string;
  readonly offeredBy: string | null;
  readonly hours: string | null;
  readonly issued: string;
  readonly signedBy: string;
  readonly signatories: readonly SignatoryView[];
  readonly id: string;
  readonly address: string;
  readonly scan: string;
  /** Null when the installation has no font for a script of the certificate, or no typesetter: no PDF and no picture then. */
  readonly sheet: SheetSize | null;
  readonly sheetAlt: string;
  /** The words in the place of the sheet. */
  readonly sheetMissing: string;
  /** Addresses of the sheet: the document, the picture of the page, and the preview. */
  readonly files: { readonly pdf: string; readonly svg: string; readonly share: string };
  readonly papers: { readonly label: string; readonly links: readonly Link[] };
  /** The words in the place of everything else; null for a valid credential. */
  readonly revoked: { readonly heading: string; readonly text: string } | null;
  readonly verify: {
    readonly heading: string;
    readonly text: string;
    readonly print: string;
    readonly pdf: string;
    readonly detailsHeading: string;
    readonly details: readonly {
      readonly label: string;
      readonly value: string;
      /** Sentences and lists are in the certificate's language; each name in them keeps its own. */
      readonly direction: 'ltr' | 'rtl' | 'auto';
    }[];
  };
  readonly about: {
    readonly heading: string;
    readonly text: string | null;
    readonly link: Link | null;
  } | null;
  /** Courses that the program's certificate rests on; null where there are none to show. */
  readonly courses: CoursesView | null;
  readonly actions: {
    readonly heading: string;
    readonly links: readonly Action[];
    /** Beside links that lead to a site of others. */
    readonly otherSite: string;
    readonly addressLabel: string;
  };
}

export interface Link {
  readonly label: string;
  readonly address: string;
}

export interface Action extends Link {
  readonly isMain?: true;
  /** The browser stores the file in the place of showing it. */
  readonly isSaved?: true;
  /** It leads to a site of others. */
  readonly leaves?: true;
}

export interface OrganizationView {
  readonly label: string;
  readonly name: string;
  /** Its web site. */
  readonly url: string | null;
  readonly logo: StoredPicture | null;
}

export interface SignatoryView {
  readonly position: number;
  readonly name: string;
  readonly title: string;
  readonly organization: string;
  /** The scanned signature. */
  readonly picture: StoredPicture | null;
  readonly imageAlt: string;
}

export interface CoursesView {
  readonly caption: string;
  readonly course: string;
  readonly completed: string;
  /** Heading of the column of grades; null when the learner shows none. */
  readonly grade: string | null;
  readonly rows: readonly {
    readonly title: string;
    readonly key: string;
    readonly completed: string;
    readonly grade: string;
  }[];
}
