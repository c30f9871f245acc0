/** Logos and signatures for the screenshots, and sheets side by side. */
import { CROWDED } from './names.mjs';
import { CROWDED_PROGRAM, LEARNERS, LOGOS, PROGRAMS, signature } from './world.mjs';

const SVG = 'image/svg+xml';
const SHEETS_A_SCREEN = 6;

/** Uploads a logo of each institution that has one, and the signatures of some programs. */
export async function uploadPictures(call) {
  for (const [organization, logo] of Object.entries(LOGOS)) {
    await call('PUT', `api/v2/admin/organizations/${organization}/logo/`, logo, 200, SVG);
  }
  const signed = [
    [LEARNERS[0].program, 2],
    [LEARNERS[1].program, 1],
    [CROWDED_PROGRAM, CROWDED.signatories.length],
    ...PROGRAMS.slice(0, -1).map(({ uuid }) => [uuid, 1]),
  ];
  for (const [program, count] of signed) {
    for (let position = 0; position < count; position += 1) {
      const path = `api/v2/admin/program_certificates/${program}/signatories/${position}/image/`;
      await call('PUT', path, signature(position), 200, SVG);
    }
  }
}

/** Shows the sheets at these addresses, a few on each screen, and takes a picture of each screen. */
export async function showPictures(page, addresses, shot) {
  for (let start = 0; start < addresses.length; start += SHEETS_A_SCREEN) {
    const sheets = addresses.slice(start, start + SHEETS_A_SCREEN);
    const images = await Promise.all(sheets.map(embedded));
    // On a page without a policy.
    await page.goto('about:blank');
    await page.setContent(`<body style="margin:8px;background:#888">${images.join('')}`, {
      waitUntil: 'load',
    });
    await shot(`scripts-${start / SHEETS_A_SCREEN + 1}`);
  }
}

/** The sheet in the page itself: other origins may not load it. */
async function embedded(address) {
  const answer = await fetch(`${address}certificate.svg`);
  if (!answer.ok) throw new Error(`${address}certificate.svg: ${answer.status}`);
  const content = Buffer.from(await answer.arrayBuffer()).toString('base64');
  return `<img width="620" src="data:image/svg+xml;base64,${content}">`;
}
