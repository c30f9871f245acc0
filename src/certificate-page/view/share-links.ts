/** Fields of LinkedIn's form for certifications. */
export interface LinkedInEntry {
  readonly name: string;
  readonly organization: string;
  readonly issued: Date;
  readonly address: string;
  readonly id: string;
}

/** Address of LinkedIn's "add to profile" form. It is a plain link: nothing is sent before the learner follows it. */
export function linkedInAddress({ name, organization, issued, address, id }: LinkedInEntry): string {
  const query = new URLSearchParams({
    startTask: 'CERTIFICATION_NAME',
    name,
    organizationName: organization,
    issueYear: String(issued.getUTCFullYear()),
    issueMonth: String(issued.getUTCMonth() + 1),
    certUrl: address,
    certId: id,
  });
  return `https://www.linkedin.com/profile/add?${query.toString()}`;
}

/** Address of LinkedIn's form for a post about a page. */
export function linkedInShareAddress(address: string): string {
  return `https://www.linkedin.com/sharing/share-offsite/?${new URLSearchParams({ url: address }).toString()}`;
}

/** Opens a new mail to nobody yet. Lines end as RFC 6068 wants it. */
export function mailAddress(subject: string, lines: readonly string[]): string {
  return `mailto:?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(lines.join('\r\n'))}`;
}
