import { Delete, Get, HttpCode, Inject, Param, Put, Req, Res, type Type } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiPayloadTooLargeResponse,
  ApiTags,
  ApiUnsupportedMediaTypeResponse,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  AnswersNotFound,
  AnswersTaggedFile,
  AnswersValidationError,
  entityTag,
  ErrorAnswer,
  IfMatch,
  LargeBody,
  TakesIfMatch,
} from '../http/index.js';
import { IMAGE_TYPES, LARGEST_IMAGE_BYTES } from '../images/index.js';
import { UncheckedBody } from '../validation/index.js';
import { PictureAnswer } from './picture.answer.js';
import { NO_PICTURE, type PictureStore, type Place } from './picture-store.js';
import { requirePicture } from './require-picture.js';

/** The routes of one kind of pictures: their words, who may call them, and what reads and writes. */
export interface PictureRoutes {
  readonly tag: string;
  /** Such as `an author's portrait`. */
  readonly subject: string;
  /** One more sentence for the description of a change. */
  readonly note?: string;
  /** Documents the 404 without an owner, and the words of its answer; none where the owner is always there. */
  readonly noOwner?: readonly [description: string, detail: string];
  readonly store: Type<PictureStore>;
  /** The access decorator. */
  readonly access: () => MethodDecorator;
  /** Documents the parameters of the path; each handler may have examples of its own. */
  readonly parameters: (handler: 'read' | 'write' | 'remove') => MethodDecorator;
}

/** An SVG that is opened by itself is a document. This one may run and load nothing. */
export const PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/** The routes of one kind of pictures. The controller of each kind extends the result, and so names its path. */
export function pictureController(routes: PictureRoutes): Type<object> {
  const { subject, noOwner, access, parameters } = routes;
  const noPicture = noOwner === undefined ? 'There is no image.' : `${noOwner[0].slice(0, -1)}, or no image.`;
  const AnswersNoOwner = (): MethodDecorator =>
    noOwner === undefined ? () => undefined : AnswersNotFound(...noOwner);

  @ApiTags(routes.tag)
  class PictureController {
    constructor(@Inject(routes.store) private readonly pictures: PictureStore) {}

    @Get()
    @ApiOperation({ summary: `Read ${subject}` })
    @parameters('read')
    @access()
    @AnswersTaggedFile(IMAGE_TYPES, 'The image as it is stored.')
    @AnswersNotFound(noPicture, NO_PICTURE)
    async read(@Param() place: Place, @Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer> {
      const { type, image } = await this.pictures.read(place);
      void reply.type(type).header('content-security-policy', PICTURE_POLICY);
      return image;
    }

    @Put()
    @LargeBody(LARGEST_IMAGE_BYTES, { images: IMAGE_TYPES })
    @ApiOperation({
      summary: `Set ${subject}`,
      description: [
        'The body is the image: PNG, JPEG or SVG, at most 1 MiB and 4096 pixels a side. It is checked by its content. Of an SVG only plain shapes are stored; scripts, styles, text, links and embedded images are left out, and one of which nothing is left is a 400.',
        ...(routes.note === undefined ? [] : [routes.note]),
      ].join(' '),
    })
    @ApiConsumes(...IMAGE_TYPES)
    @ApiBody({ schema: { type: 'string', format: 'binary' } })
    @parameters('write')
    @access()
    @TakesIfMatch()
    @ApiOkResponse({
      type: PictureAnswer,
      description: 'Facts about the stored image.',
      headers: { ETag: { description: 'That of the image.', schema: { type: 'string' } } },
    })
    @AnswersValidationError({ detail: 'The image must have from 1 to 4096 pixels a side.' })
    @AnswersNoOwner()
    @ApiPayloadTooLargeResponse({ type: ErrorAnswer, description: 'The image is larger than 1 MiB.' })
    @ApiUnsupportedMediaTypeResponse({ type: ErrorAnswer, description: 'The body is no PNG, JPEG or SVG.' })
    async write(
      @Param() place: Place,
      @UncheckedBody() body: unknown,
      @Req() request: FastifyRequest,
      @Res({ passthrough: true }) reply: FastifyReply,
      @IfMatch() ifMatch: string | undefined,
    ): Promise<PictureAnswer> {
      const image = await requirePicture(request.headers['content-type'], body);
      void reply.header('etag', entityTag(image.content));
      return this.pictures.write(place, image, ifMatch);
    }

    @Delete()
    @HttpCode(204)
    @ApiOperation({ summary: `Remove ${subject}` })
    @parameters('remove')
    @access()
    @TakesIfMatch()
    @ApiNoContentResponse({ description: 'It is gone.' })
    @AnswersNotFound(noPicture, NO_PICTURE)
    remove(@Param() place: Place, @IfMatch() ifMatch: string | undefined): Promise<void> {
      return this.pictures.remove(place, ifMatch);
    }
  }
  return PictureController;
}
