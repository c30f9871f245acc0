/** An institution that a certificate names as its issuer. */
export interface IssuingOrganization {
  readonly key: string;
  readonly name: string;
  readonly logo: string | null;
}

/** A person who signs a certificate. */
export interface EarnedSignatory {
  readonly position: number;
  readonly name: string;
  readonly title: string;
  readonly organization: string | null;
  /** Media type of the scanned signature; null without one. */
  readonly imageType: string | null;
  /** The scanned signature in base64; null when not asked for. */
  readonly image: string | null;
}

export interface ScannedSignature {
  /** Media type. */
  readonly type: string;
  readonly image: Buffer;
}

/** The read model of an awarded, visible credential: everything that its certificate says. */
export interface EarnedCertificate {
  readonly uuid: string;
  readonly kind: 'program' | 'course-run';
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
  readonly issued: Date;
  /** The time of the read. */
  readonly readAt: Date;
  readonly organizations: readonly IssuingOrganization[];
  readonly signatories: readonly EarnedSignatory[];
}
