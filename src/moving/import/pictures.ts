import { readFile, stat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { OperatorError } from '../../platform/errors/index.js';
import {
  type CheckedImage,
  checkImage,
  ImageError,
  LARGEST_IMAGE_BYTES,
} from '../../platform/images/index.js';
import { RemoteError, requestBytes } from '../../platform/remote/index.js';
import type { Line, Report } from './report.js';
import type { Source } from './source/source.js';
import { Silence } from './target/silence.js';
import type { Target } from './target/target.js';

const NAME = 'credentials_signatory';

const SIGNATURES = `
  select 'program', l.programcertificate_id, g.id, g.image
    from credentials_programcertificate_signatories l join credentials_signatory g on g.id = l.signatory_id
   order by l.programcertificate_id, l.id`;
const COURSE_SIGNATURES = SIGNATURES.replace(`'program'`, `'course'`)
  .replaceAll('programcertificate_id', 'coursecertificate_id')
  .replace('credentials_programcertificate_signatories', 'credentials_coursecertificate_signatories');

/** Where the files are that the database there only names: a folder, or the address under which they are served. */
export type Media = { readonly folder: string } | { readonly base: URL };

/** @throws OperatorError for anything but a folder or a web address */
export async function readMedia(text: string): Promise<Media> {
  if (/^https?:/i.test(text)) {
    if (!URL.canParse(text)) throw new OperatorError('--media is no web address.');
    return { base: new URL(text.endsWith('/') ? text : `${text}/`) };
  }
  const isFolder = await stat(text).then(
    (status) => status.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new OperatorError('--media is neither a folder nor a web address.');
  return { folder: resolve(text) };
}

export interface CarriedPictures {
  /** Signatures that got theirs. */
  readonly created: number;
  readonly leftOut: number;
}

/** The pictures of signatures. One that is missing is listed; one that is here stays. */
export async function carryPictures(
  source: Source,
  target: Target,
  media: Media | undefined,
  report: Report,
): Promise<CarriedPictures> {
  const silence = await Silence.of(target, ['signatory']);
  const pictures = new Map<string, CheckedImage | Line>();
  const listed = new Set<string>();
  let written = 0;
  for (const { column, kind, certificate, position, id, path } of await signaturesOf(source)) {
    const [row] = await target.rows<{ id: number; digest: string | null }>(
      `select s.id, s.image_digest as digest from signatory s
         join moved_row m on m.kind = '${kind}' and m.source_id = $1 and not m.joined and m.here_id = s.${column}
        where s.position = $2`,
      [certificate, position],
    );
    if (row?.digest !== null || path === '') continue;
    if (!pictures.has(path)) pictures.set(path, await load(media, path, id));
    const picture = pictures.get(path)!;
    if ('why' in picture) {
      if (!listed.has(id)) await report.add([picture]);
      listed.add(id);
      continue;
    }
    await target.transaction(() =>
      silence.during(() =>
        target.rows('update signatory set image = $2, image_type = $3 where id = $1', [
          row.id,
          picture.content,
          picture.type,
        ]),
      ),
    );
    written += 1;
  }
  return { created: written, leftOut: listed.size };
}

async function signaturesOf(source: Source) {
  const rows = [...(await source.rows(SIGNATURES)), ...(await source.rows(COURSE_SIGNATURES))];
  const counts = new Map<string, number>();
  return rows.map(([of, certificate, id, path]) => {
    const place = `${of!} ${certificate!}`;
    const position = counts.get(place) ?? 0;
    counts.set(place, position + 1);
    return {
      column: `${of!}_certificate_id`,
      kind: `credentials_${of!}certificate`,
      certificate: certificate!,
      position,
      id: id!,
      path: path ?? '',
    };
  });
}

async function load(media: Media | undefined, path: string, id: string): Promise<CheckedImage | Line> {
  const missing = (why: string): Line => ({ table: NAME, id, what: 'left out', why, detail: path });
  if (media === undefined) return missing('its picture is in a file: --media says where the files are');
  const bytes = await ('folder' in media ? fromFolder(media.folder, path) : fromAddress(media.base, path));
  if (bytes === undefined) return missing('the file of its picture is missing');
  if (bytes.length > LARGEST_IMAGE_BYTES) return missing('its picture is larger than 1 MiB');
  try {
    return await checkImage(bytes);
  } catch (error) {
    if (error instanceof ImageError) return missing('its picture is no sound PNG, JPEG or SVG');
    throw error;
  }
}

async function fromFolder(folder: string, path: string): Promise<Buffer | undefined> {
  const place = resolve(folder, path);
  if (!place.startsWith(folder + sep)) return undefined;
  return readFile(place).catch(() => undefined);
}

async function fromAddress(base: URL, path: string): Promise<Buffer | undefined> {
  const url = new URL(path.split('/').map(encodeURIComponent).join('/'), base);
  try {
    const { body } = await requestBytes({
      url,
      headers: {},
      signal: new AbortController().signal,
      place: 'media',
      largestBytes: LARGEST_IMAGE_BYTES + 1,
    });
    return body;
  } catch (error) {
    if (error instanceof RemoteError) return undefined;
    throw error;
  }
}
