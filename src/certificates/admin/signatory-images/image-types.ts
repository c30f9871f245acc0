/** Images that a signatory's signature may be. */
export const IMAGE_TYPES = ['image/png', 'image/jpeg', 'image/svg+xml'] as const;
export type ImageType = (typeof IMAGE_TYPES)[number];
