import { statement } from '../../../platform/database/index.js';

/** One signatory's image; `type` is null without one. */
export interface ImageRow {
  readonly id: number;
  readonly type: string | null;
  readonly image: Buffer | null;
}

const FROM = `from signatory s
  join program_certificate c on c.id = s.program_certificate_id join program p on p.id = c.program_id
 where p.uuid = $1 and s.position = $2`;

export const readImage = statement<ImageRow, [programUuid: string, position: number]>(
  'certificates.read_image',
  `select s.id, s.image_type as type, s.image ${FROM}`,
);

/** Also keeps the signatories from changing places, which starts with a lock of the program. */
export const lockImage = statement<ImageRow, [programUuid: string, position: number]>(
  'certificates.lock_image',
  `select s.id, s.image_type as type, s.image ${FROM} for no key update of p, s`,
);

/** The certificate changes with it, unless the image is what it was. */
export const writeImage = statement<
  { updated_at: string },
  [signatoryId: number, type: string | null, image: Buffer | null]
>(
  'certificates.write_image',
  `with written as (
     update signatory set image_type = $2, image = $3
      where id = $1 and (image_type, image) is distinct from ($2, $3) returning program_certificate_id),
   touched as (
     update program_certificate set modified = now()
      where id in (select program_certificate_id from written) returning modified)
   select iso_time(coalesce((select modified from touched), c.modified)) as updated_at
     from signatory s join program_certificate c on c.id = s.program_certificate_id where s.id = $1`,
);
