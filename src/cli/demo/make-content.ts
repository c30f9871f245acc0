import type { INestApplicationContext } from '@nestjs/common';
import { OrganizationLogosService } from '../../catalog/index.js';
import {
  CourseCertificateContentsService,
  CourseCertificatesService,
  SignatoryImagesService,
} from '../../certificates/index.js';
import { TemplatesService } from '../../completion-mail/index.js';
import { AwardService } from '../../credentials/index.js';
import { GradesService } from '../../grades/index.js';
import { ApiKeysService, SiteLogoService } from '../../identity/index.js';
import { Database, type Statement } from '../../platform/database/index.js';
import type { CheckedImage } from '../../platform/images/index.js';
import { RecordSharingService } from '../../record-sharing/index.js';
import { WebhooksService } from '../../webhooks/index.js';
import { callerNamed } from './caller.js';
import {
  demoApiKeys,
  demoCourseContent,
  demoCredentials,
  demoGrade,
  demoLinks,
  demoLogos,
  demoSignatures,
  demoSiteLogo,
  demoTemplate,
  demoTemplateKeys,
  demoWebhooks,
  hiddenCertificate,
} from './demo-content.js';
import { DEMO_PROGRAM, STATISTICS_RUN } from './demo-world.js';
import {
  findApiKey,
  findCourseCertificate,
  findCourseSignature,
  findCredential,
  findGrade,
  findLogo,
  findSignature,
  findSiteLogo,
  findTemplate,
  findWebhook,
} from './found.sql.js';

/** How many things of a kind were made now, and how many were there. Those stay as they are. */
export interface Made {
  readonly created: number;
  readonly found: number;
}

/** Makes what provisioning does not know: credentials, a grade, links, templates, signatures. */
export async function makeContent(context: INestApplicationContext): Promise<Readonly<Record<string, Made>>> {
  const get = <T>(type: abstract new (...args: never[]) => T): T => context.get(type, { strict: false });
  const unless = async <Params extends readonly unknown[]>(
    find: Statement<object, Params>,
    values: Params,
    makeIt: () => Promise<unknown>,
  ): Promise<boolean> => {
    const isMissing = (await get(Database).run(find, values)).length === 0;
    if (isMissing) await makeIt();
    return isMissing;
  };

  return {
    // Before its credential, which would make one without a date.
    'course certificates': await make([hiddenCertificate], (body) =>
      unless(findCourseCertificate, [body.course_id], () => get(CourseCertificatesService).configure(body)),
    ),
    credentials: await make(demoCredentials, ({ uuid, body }) =>
      unless(findCredential, [uuid], () => get(AwardService).issue(body, { uuid })),
    ),
    grades: await make([demoGrade], (body) =>
      unless(findGrade, [body.username, body.course_run], () => get(GradesService).report(body)),
    ),
    'shared records': await make(demoLinks, async ([username, uuid]) => {
      const learner = await callerNamed(context, username);
      return (await get(RecordSharingService).share(learner, DEMO_PROGRAM, username, { uuid })).created;
    }),
    'API keys': await make(demoApiKeys, ({ keyId, body }) =>
      unless(findApiKey, [keyId], () => get(ApiKeysService).create(undefined, body, { keyId })),
    ),
    webhooks: await make(demoWebhooks, ({ uuid, body }) =>
      unless(findWebhook, [uuid], () => get(WebhooksService).create(body, { uuid })),
    ),
    'mail templates': await make(demoTemplateKeys, (key) =>
      unless(findTemplate, [key], () => get(TemplatesService).replace(key, demoTemplate, undefined)),
    ),
    signatures: await make([...demoSignatures.entries()], ([position, image]) =>
      unless(findSignature, [DEMO_PROGRAM, position], () => {
        const place = { program_uuid: DEMO_PROGRAM, position: String(position) };
        return get(SignatoryImagesService).write(place, svg(image), undefined);
      }),
    ),
    'signatures of a course': await make([...demoSignatures.entries()], ([position, image]) =>
      unless(findCourseSignature, [STATISTICS_RUN, position], async () => {
        if (position === 0)
          await get(CourseCertificateContentsService).replace(STATISTICS_RUN, demoCourseContent, undefined);
        const place = { course_run_key: STATISTICS_RUN, position: String(position) };
        await get(SignatoryImagesService).write(place, svg(image), undefined);
      }),
    ),
    logos: await make(demoLogos, ([organization, image]) =>
      unless(findLogo, [organization], () =>
        get(OrganizationLogosService).write({ uuid: organization }, svg(image), undefined),
      ),
    ),
    'logo of the site': await make([demoSiteLogo], (image) =>
      unless(findSiteLogo, [], () => get(SiteLogoService).write({}, svg(image), undefined)),
    ),
  };
}

function svg(image: string): CheckedImage {
  return { type: 'image/svg+xml', content: Buffer.from(image) };
}

async function make<T>(items: readonly T[], makeOne: (item: T) => Promise<boolean>): Promise<Made> {
  let created = 0;
  for (const item of items) if (await makeOne(item)) created += 1;
  return { created, found: items.length - created };
}
