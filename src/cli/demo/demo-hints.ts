import { ADAS_CREDENTIAL } from './demo-content.js';
import { DEMO_PROGRAM, REGISTRAR } from './demo-world.js';

/**
 * The token, and commands to try on the small world. Every line can be pasted.
 * @param token of the registrar, who may do everything
 */
export function demoHints(publicUrl: string, token: string): string {
  const curl = (path: string, options = '') =>
    `  curl ${options}-H "Authorization: JWT $TOKEN" "${publicUrl}${path}"\n`;
  const json = `-X POST -H 'Content-Type: application/json' `;
  const body = JSON.stringify({
    username: 'demo_ben',
    credential: { program_uuid: DEMO_PROGRAM },
    attributes: [{ name: 'whitelist_reason', value: 'Passed an exam on paper.' }],
  });
  return `
Try, while the service runs (npm start). In a browser: ${publicUrl}/api-docs/
Press Authorize and paste the next line, a token of ${REGISTRAR}, who may do everything. It is valid for a day.
Then each example runs as it stands; renaming wants the setting USERNAME_REPLACEMENT_WORKER=${REGISTRAR}.

JWT ${token}

  TOKEN=$(npm run --silent cli -- token ${REGISTRAR} --claim administrator=true)

What Ada has earned:
${curl('/api/v2/credentials/?username=demo_ada')}
Award the program to Ben:
${curl('/api/v2/credentials/', `${json}-d '${body}' `)}
The mails to institutions, one sent and one that failed:
${curl('/api/v2/credit_pathways/notifications/')}
The mail to Ada, who completed the program, and whether it went:
${curl('/api/v2/admin/completion_mails/')}
Everybody's, as a partner who may read but not write:
  TOKEN=$(npm run --silent cli -- token demo_partner)
${curl('/api/v2/credentials/?status=awarded')}
Ada's certificate: ${publicUrl}/credentials/${ADAS_CREDENTIAL.replaceAll('-', '')}/
Ada's record:      ${publicUrl}/records/programs/shared/c0ffee00c0ffee00c0ffee00c0ffee00/csv
`;
}
