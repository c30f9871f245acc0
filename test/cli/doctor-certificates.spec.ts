import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { useDoctor } from '../support/doctor-stage.js';

const SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>';

describe('cli doctor about certificates', () => {
  const stage = useDoctor();
  const { doctor } = stage;

  beforeAll(async () => {
    await sql(`insert into program (uuid, title, type, type_slug, status)
                 values ('0e000000-0000-4000-8000-0000000000bb', 'Signed', 'T', 't', 'active');
               insert into program_certificate (site_id, program_id, is_active)
                 select site.id, program.id, true from site, program where program.title = 'Signed'`);
  });

  const sql = (text: string, values?: unknown[]) => stage.dataSource.query(text, values);
  it('names file, line and reason of a template that cannot be set', async () => {
    const template = join(stage.folder, 'broken.typ');
    await writeFile(template, '#import "/sheet.typ": *\n#said(data.no-such-part)\n');
    const { code, out } = await doctor({ CERTIFICATE_TEMPLATE: template });
    expect(code).toBe(1);
    expect(out).toMatch(
      /^FAILED +certificates +none can be set: .*broken\.typ:2:\d+: .*no-such-part.*\n +-> mend the template that CERTIFICATE_TEMPLATE names/m,
    );
    expect((await doctor()).out).toMatch(/^ok +certificates +the sample can be set$/m);
  });

  it('names the first faults only, where one mistake makes many', async () => {
    const template = join(stage.folder, 'open.typ');
    await writeFile(template, `#import "/sheet.typ": *\n#said(data.kind\n${'#said(data.kind)\n'.repeat(9)}`);
    const { out } = await doctor({ CERTIFICATE_TEMPLATE: template });
    expect(out).toMatch(/open\.typ:2:\d+: unclosed delimiter; [^;]+; [^;]+; 7 more$/m);
  });

  it('notes a font of a template that is not there', async () => {
    const template = join(stage.folder, 'font.typ');
    await writeFile(
      template,
      '#import "/sheet.typ": *\n#set document(title: data.documentTitle)\n#text(font: "No Such Sans")[Words]\n',
    );
    const { code, out } = await doctor({ CERTIFICATE_TEMPLATE: template });
    expect(code).toBe(0);
    expect(out).toMatch(
      /^note +certificates +the sample can be set, with warnings: .*font\.typ:3:\d+: unknown font family: no such sans\n +-> .*CERTIFICATE_FONTS/m,
    );
  });

  it('names a picture that SQL by hand has broken, and says that the others are fine', async () => {
    await sql(
      `insert into signatory (program_certificate_id, position, name, title, image_type, image)
         select pc.id, position, 'Grace ' || position, 'T', 'image/svg+xml', convert_to(image, 'UTF8')
           from program_certificate pc cross join unnest($1::text[]) with ordinality as given (image, position)`,
      [[SQUARE, '<svg>nothing</svg>']],
    );
    const broken = await doctor();
    await sql('delete from signatory where position = 2');
    const fine = await doctor();
    expect(broken.code).toBe(1);
    expect(broken.out).toMatch(
      /^FAILED +pictures +certificates lack the signature of Grace 2 \(The SVG has neither a viewBox nor .+\)\n +-> upload/m,
    );
    expect(fine.out).toMatch(/^ok +pictures +1 picture, each can be shown$/m);
  });

  it('notes a script without a font that occurs in a name, and nobody’s name', async () => {
    await sql(`insert into users (username, full_name) values ('bat', 'ᠮᠣᠩᠭᠣᠯ')`);
    const { code, out } = await doctor();
    await sql(`delete from users where username = 'bat'`);
    expect(code).toBe(0);
    expect(out).toMatch(/^note +scripts +names or titles are in a script without a font: Mongolian; /m);
    expect(out).not.toMatch(/ᠮ/);
    expect((await doctor()).out).toMatch(/^ok +scripts +there is a font for each name and title$/m);
  });
});
