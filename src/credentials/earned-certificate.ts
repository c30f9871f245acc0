/** An institution that stands behind a certificate. */
export interface IssuingOrganization {
  readonly key: string;
  readonly name: string;
  readonly logo: string | null;
}

/** A person who signs a certificate. */
export interface SigningOfficer {
  readonly position: number;
  readonly name: string;
  readonly title: string;
  readonly organization: string | null;
  /** Media type of the scanned signature, null without one. */
  readonly imageType: string | null;
  /** The scanned signature in base64; null where it was not asked for. */
  readonly image: string | null;
}

export interface ScannedSignature {
  /** Media type. */
  readonly type: string;
  readonly image: Buffer;
}

/** The read model of a credential that is awarded and visible: all that its certificate says. */
export interface EarnedCertificate {
  readonly uuid: string;
  readonly kind: 'program' | 'course-run';
  readonly fullName: string;
  readonly username: string;
  /** The certificate's configured title, or else the catalog's title of the program or course. */
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
  readonly organizations: readonly IssuingOrganization[];
  readonly signatories: readonly SigningOfficer[];
}
