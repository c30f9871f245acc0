/** A picture that is stored in our database. */
export interface StoredPicture {
  /** Media type: PNG, JPEG or SVG. */
  readonly type: string;
  /** SHA-256 of the picture, in hexadecimal digits. */
  readonly digest: string;
}

/** An institution that a certificate names as its issuer. */
export interface IssuingOrganization {
  readonly key: string;
  readonly name: string;
  /** Its web site; null when the catalog has none. */
  readonly url: string | null;
  readonly logo: StoredPicture | null;
}

/** A course that counts for a program's certificate, which the learner has completed. */
export interface EarnedCourse {
  readonly title: string;
  /** Number or key of the course, such as `TestX+AA101`. */
  readonly key: string;
  /** The time of its certificate. */
  readonly issued: Date;
  /** Null unless the learner shows grades on the certificate, and when there is none. */
  readonly grade: { readonly letter: string; readonly percent: string | null } | null;
}

/** A person who signs a certificate. */
export interface EarnedSignatory {
  readonly position: number;
  readonly name: string;
  readonly title: string;
  readonly organization: string | null;
  /** Media type of the scanned signature; null without one. */
  readonly imageType: string | null;
  /** SHA-256 of the scanned signature, in hexadecimal digits; null without one. */
  readonly imageDigest: string | null;
}

/** A stored picture with its content. */
export interface PictureContent extends StoredPicture {
  readonly image: Buffer;
}

export interface ScannedSignature {
  readonly position: number;
  /** Media type. */
  readonly type: string;
  readonly image: Buffer;
  /** SHA-256 of the image, in hexadecimal digits. */
  readonly digest: string;
}

/** The read model of a credential that may be shown: everything that its certificate says. */
export interface EarnedCertificate {
  readonly uuid: string;
  readonly kind: 'program' | 'course-run';
  /** Names the certificate that was earned, such as `program 7`. All who earned it have the same signatories. */
  readonly definition: string;
  /** The name to print; may be empty. */
  readonly fullName: string;
  readonly username: string;
  /** The configured title of the certificate, or else the catalog's title of the program or course. */
  readonly title: string;
  /** Type of the program, or mode of the course certificate. */
  readonly type: string;
  /** The configured language tag. */
  readonly language: string;
  readonly useOrgName: boolean;
  /** Null when unknown, or when the configuration hides it. */
  readonly hoursOfEffort: number | null;
  /** The catalog's description of the program or course, as plain text; null when it has none. */
  readonly description: string | null;
  /** The catalog's page about the program or course; null when it has none. */
  readonly url: string | null;
  /** Courses of a program in the catalog's order; empty for a course. */
  readonly courses: readonly EarnedCourse[];
  readonly issued: Date;
  /** The time of the read. */
  readonly readAt: Date;
  /** The time of the revocation; null for a certificate that is valid. `SHOW_REVOKED` says whether one is shown. */
  readonly revoked: Date | null;
  readonly organizations: readonly IssuingOrganization[];
  readonly signatories: readonly EarnedSignatory[];
}

/** As the database answers it: JSON has no times. */
export type FoundCertificate = Omit<EarnedCertificate, 'courses'> & {
  readonly courses: readonly (Omit<EarnedCourse, 'issued'> & { readonly issued: string })[];
};
