import { applyDecorators, Controller } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { RequireStaff } from '../../../identity/index.js';
import { pictureController } from '../../../platform/pictures/index.js';
import { CourseRunKeyParam } from '../course-run-key-param.js';
import { SignatoryImagesService } from './signatory-images.service.js';

/** The routes of scanned signatures. @param certificate describes the parameter that names their certificate */
function signatoryImagesController(certificate: () => MethodDecorator) {
  return pictureController({
    tag: 'Administration',
    subject: "a signature's image",
    noOwner: ['There is no such signatory.', 'No Signatory matches the given query.'],
    store: SignatoryImagesService,
    access: RequireStaff,
    parameters: (handler) =>
      applyDecorators(
        certificate(),
        ApiParam({
          name: 'position',
          description: 'From 0, in the order of the signatories.',
          // One that no other example reads.
          example: handler === 'remove' ? '1' : '0',
        }),
      ),
  });
}

/** Scanned signatures on the certificates of programs. */
@Controller('api/v2/admin/program_certificates/:program_uuid/signatories/:position/image')
export class SignatoryImagesController extends signatoryImagesController(() =>
  ApiParam({
    name: 'program_uuid',
    description: "The program's uuid.",
    example: 'de0e0000-0000-4000-8000-000000000001',
  }),
) {}

/** Scanned signatures on the certificates of course runs. */
@Controller('api/v2/admin/course_certificates/:course_run_key/signatories/:position/image')
export class CourseSignatoryImagesController extends signatoryImagesController(CourseRunKeyParam) {}
