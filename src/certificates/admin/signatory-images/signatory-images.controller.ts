import {
  applyDecorators,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Put,
  Req,
  Res,
  type Type,
} from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiPayloadTooLargeResponse,
  ApiTags,
  ApiUnsupportedMediaTypeResponse,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequireStaff } from '../../../identity/index.js';
import {
  AnswersNotFound,
  AnswersTaggedFile,
  AnswersValidationError,
  entityTag,
  ErrorAnswer,
  IfMatch,
  TakesIfMatch,
  LargeBody,
} from '../../../platform/http/index.js';
import { UncheckedBody } from '../../../platform/validation/index.js';
import { IMAGE_TYPES } from '../../../platform/images/index.js';
import type { CertificateAddress } from '../certificate-address.js';
import { CourseRunKeyParam } from '../course-run-key-param.js';
import { SignatoryImageAnswer } from '../signatories.dto.js';
import { requireImage, LARGEST_IMAGE_BYTES } from './require-image.js';
import { SignatoryImagesService } from './signatory-images.service.js';

/** How addresses name the certificate of the signatory. */
interface Place {
  readonly param: string;
  readonly describe: () => MethodDecorator;
  readonly address: (text: string) => CertificateAddress;
}

/** The routes of scanned signatures at one place. The controller of each place extends the result, and so names its path. */
function signatoryImagesController(place: Place): Type<object> {
  @ApiTags('Administration')
  class ImagesController {
    constructor(private readonly images: SignatoryImagesService) {}

    @Get()
    @ApiOperation({ summary: "Read a signature's image" })
    @SignatoryParams(place)
    @RequireStaff()
    @AnswersTaggedFile(IMAGE_TYPES, 'The image as it is stored.')
    @AnswersNotFound('There is no such signatory, or no image.', 'There is no such image.')
    async read(
      @Param(place.param) certificate: string,
      @Param('position') position: string,
      @Res({ passthrough: true }) reply: FastifyReply,
    ): Promise<Buffer> {
      const { type, image } = await this.images.read(place.address(certificate), position);
      // An SVG that is opened by itself is a document. This one may run and load nothing.
      void reply
        .type(type)
        .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox");
      return image;
    }

    @Put()
    @LargeBody(LARGEST_IMAGE_BYTES, { images: IMAGE_TYPES })
    @ApiOperation({
      summary: "Set a signature's image",
      description:
        'The body is the image: PNG, JPEG or SVG, at most 1 MiB and 4096 pixels a side. It is checked by its content. Of an SVG only plain shapes are stored; scripts, styles, text, links and embedded images are left out, and one of which nothing is left is a 400.',
    })
    @ApiConsumes(...IMAGE_TYPES)
    @ApiBody({ schema: { type: 'string', format: 'binary' } })
    @SignatoryParams(place)
    @RequireStaff()
    @TakesIfMatch()
    @ApiOkResponse({
      type: SignatoryImageAnswer,
      description: 'What is known of the stored image.',
      headers: { ETag: { description: 'That of the image.', schema: { type: 'string' } } },
    })
    @AnswersValidationError({ detail: 'The image must have from 1 to 4096 pixels a side.' })
    @AnswersNotFound('There is no such signatory.', 'No Signatory matches the given query.')
    @ApiPayloadTooLargeResponse({ type: ErrorAnswer, description: 'The image is larger than 1 MiB.' })
    @ApiUnsupportedMediaTypeResponse({ type: ErrorAnswer, description: 'The body is no PNG, JPEG or SVG.' })
    async write(
      @Param(place.param) certificate: string,
      @Param('position') position: string,
      @UncheckedBody() body: unknown,
      @Req() request: FastifyRequest,
      @Res({ passthrough: true }) reply: FastifyReply,
      @IfMatch() ifMatch: string | undefined,
    ): Promise<SignatoryImageAnswer> {
      const image = await requireImage(request.headers['content-type'], body);
      void reply.header('etag', entityTag(image.content));
      return this.images.write(place.address(certificate), position, image, ifMatch);
    }

    @Delete()
    @HttpCode(204)
    @ApiOperation({ summary: "Remove a signature's image" })
    @SignatoryParams(place, '1')
    @RequireStaff()
    @TakesIfMatch()
    @ApiNoContentResponse({ description: 'It is gone.' })
    @AnswersNotFound('There is no such signatory, or no image.', 'There is no such image.')
    remove(
      @Param(place.param) certificate: string,
      @Param('position') position: string,
      @IfMatch() ifMatch: string | undefined,
    ): Promise<void> {
      return this.images.remove(place.address(certificate), position, ifMatch);
    }
  }
  return ImagesController;
}

/** Scanned signatures on the certificates of programs. */
@Controller('api/v2/admin/program_certificates/:program_uuid/signatories/:position/image')
export class SignatoryImagesController extends signatoryImagesController({
  param: 'program_uuid',
  describe: () =>
    ApiParam({
      name: 'program_uuid',
      description: "The program's uuid.",
      example: 'de0e0000-0000-4000-8000-000000000001',
    }),
  address: (program) => ({ program }),
}) {}

/** Scanned signatures on the certificates of course runs. */
@Controller('api/v2/admin/course_certificates/:course_run_key/signatories/:position/image')
export class CourseSignatoryImagesController extends signatoryImagesController({
  param: 'course_run_key',
  describe: CourseRunKeyParam,
  address: (courseRun) => ({ courseRun }),
}) {}

function SignatoryParams({ describe }: Place, position = '0'): MethodDecorator {
  return applyDecorators(
    describe(),
    ApiParam({
      name: 'position',
      description: 'From 0, in the order of the signatories.',
      example: position,
    }),
  );
}
