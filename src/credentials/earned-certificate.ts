/** An institution that stands behind a certificate. */
export interface Organization {
  readonly key: string;
  readonly name: string;
  readonly logo: string | null;
}

export interface Signatory {
  readonly position: number;
  readonly name: string;
  readonly title: string;
  readonly organization: string | null;
  /** Media type of the scanned signature, null without one. */
  readonly imageType: string | null;
  /** The scanned signature in base64; null where it was not asked for. */
  readonly image: string | null;
}

/** A credential that may be shown, with all that its certificate says. */
export interface Certificate {
  readonly uuid: string;
  readonly kind: 'program' | 'course-run';
  readonly fullName: string;
  readonly username: string;
  /** What the certificate is about, as its configuration or the catalog calls it. */
  readonly title: string;
  /** Type of the program, mode of the course certificate. */
  readonly type: string;
  /** Language tag of the configuration. */
  readonly language: string;
  readonly useOrgName: boolean;
  /** Null when unknown, or when the configuration leaves it out. */
  readonly hoursOfEffort: number | null;
  readonly issued: Date;
  /** The moment at which all this was true. */
  readonly readAt: Date;
  readonly organizations: readonly Organization[];
  readonly signatories: readonly Signatory[];
}
