import { DEMO_PROGRAM } from './demo-world.js';

/**
 * Commands to try on the small world. Every line can be pasted.
 * @param certificateUrl the page of a certificate in it
 */
export function demoHints(publicUrl: string, certificateUrl: string): string {
  const curl = (path: string, options = '') =>
    `  curl ${options}-H "Authorization: JWT $TOKEN" "${publicUrl}${path}"\n`;
  const json = `-X POST -H 'Content-Type: application/json' `;
  const body = JSON.stringify({
    username: 'demo_ben',
    credential: { program_uuid: DEMO_PROGRAM },
    attributes: [{ name: 'whitelist_reason', value: 'Passed an exam on paper.' }],
  });
  return `
Try, while the service runs (npm start):

  TOKEN=$(npm run --silent cli -- token demo_registrar)

What Ada has earned:
${curl('/api/v2/credentials/?username=demo_ada')}
Award the program to Ben:
${curl('/api/v2/credentials/', `${json}-d '${body}' `)}
Everybody's, as a partner who may read but not write:
  TOKEN=$(npm run --silent cli -- token demo_partner)
${curl('/api/v2/credentials/?status=awarded')}
The same in a browser: ${publicUrl}/api-docs/
Ada's certificate:     ${certificateUrl}
`;
}
