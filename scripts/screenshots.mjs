// `npm run screenshots` writes pictures of the certificate page and of the mails into screenshots/.
// It starts the built service on a database of its own in a temporary folder.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findBrowser, startBrowser } from '../test/support/browser.ts';
import { freePort } from '../test/support/free-port.ts';
import { mailTo, sendRecord, setCompletionTemplate, showMail } from './screenshots/mails.mjs';
import { CROWDED, SCRIPTS, WITHOUT_FONT } from './screenshots/names.mjs';
import { LEARNERS, PATHWAYS, PROGRAMS, world } from './screenshots/world.mjs';
import { showPictures, uploadPictures } from './screenshots/pictures.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TARGET = join(ROOT, 'screenshots');

const SCREENS = [
  { name: 'desktop', width: 1280, height: 900, scale: 1 },
  { name: 'phone', width: 390, height: 844, scale: 2 },
];
/** A4 in CSS pixels, less the margins that the print stylesheet leaves. */
const SHEET = { width: 1062, height: 733 };

const cleanUps = [];
try {
  await main();
} finally {
  for (const step of cleanUps.reverse()) await step();
}

async function main() {
  const browserPath = findBrowser();
  if (!browserPath) throw new Error('No Chromium was found; install one or set CHROMIUM_PATH.');
  const folder = mkdtempSync(join(tmpdir(), 'credentials-screenshots-'));
  cleanUps.push(() => rmSync(folder, { recursive: true, force: true }));
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const environment = {
    ...process.env,
    DATA_DIR: folder,
    PORT: String(port),
    PUBLIC_URL: base,
    LOG_LEVEL: 'warn',
    SEND_EMAIL_ON_PROGRAM_COMPLETION: 'true',
    SHOW_REVOKED: 'true',
    LEARNER_RECORD_MFE_RECORDS_PAGE_URL: 'https://records.learning-commons.example',
  };
  // Settings of this machine must not change the pictures.
  delete environment.DATABASE_URL;
  delete environment.SMTP_URL;

  writeFileSync(join(folder, 'world.json'), JSON.stringify(world()));
  cli(environment, 'provision', join(folder, 'world.json'));
  const token = cli(environment, 'token', 'issuer').trim();
  await startService(environment, base);
  const call = caller(base, token);
  await setCompletionTemplate(call);
  await uploadPictures(call);
  const addresses = {};
  for (const learner of LEARNERS) addresses[learner.username] = await award(call, learner);
  const scripts = {};
  for (const { username, uuid } of PROGRAMS) scripts[username] = await completeAll(call, username, uuid);
  addresses.crowded = scripts[CROWDED.username];
  addresses.missing = await completeAll(call, WITHOUT_FONT.username, LEARNERS[0].program);
  addresses.revoked = await complete(call, SCRIPTS[0].username, LEARNERS[0].program);
  await call('PATCH', `api/v2/credentials/${uuidOf(addresses.revoked)}/`, { status: 'revoked' }, 200);
  const mails = await deliveredMails(join(folder, 'mail'));

  mkdirSync(TARGET, { recursive: true });
  for (const { name, width, height, scale } of SCREENS) {
    await withPage(browserPath, scale, async (page) => {
      await page.setViewportSize({ width, height });
      await shoot(page, addresses.ines, `certificate-${name}`);
      await shoot(page, addresses.layla, `certificate-arabic-${name}`);
      await shoot(page, addresses.crowded, `certificate-crowded-${name}`);
      await shoot(page, addresses.missing, `certificate-without-font-${name}`);
      await shoot(page, addresses.revoked, `certificate-revoked-${name}`);
      await shoot(page, scripts['script-long'], `certificate-long-${name}`);
      await shoot(page, `${base}/credentials/11111111111141118111111111111111/`, `not-found-${name}`);
      for (const [mail, content] of Object.entries(mails)) {
        await showMail(page, content);
        await shot(page, `mail-${mail}-${name}`);
      }
    });
  }
  await withPage(browserPath, 1, async (page) => {
    for (const [username, address] of Object.entries(addresses).filter(([name]) => name !== 'revoked')) {
      await page.goto(address, { waitUntil: 'networkidle' });
      for (const format of ['A4', 'Letter']) {
        await page.pdf({ path: join(TARGET, `print-${username}-${format}.pdf`), landscape: true, format });
      }
      if (username === 'missing') continue;
      for (const file of ['certificate.pdf', 'certificate.png', 'share.png']) {
        const answer = await fetch(`${address}${file}`);
        if (!answer.ok) throw new Error(`${address}${file}: ${answer.status}`);
        writeFileSync(join(TARGET, `${username}-${file}`), Buffer.from(await answer.arrayBuffer()));
      }
    }
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize(SHEET);
    await shoot(page, addresses.ines, 'certificate-print');
    await shoot(page, addresses.missing, 'certificate-without-font-print');
    await page.emulateMedia({ media: 'screen' });
    await page.setViewportSize(SCREENS[0]);
    await showPictures(page, Object.values(scripts), (name) => shot(page, name));
  });
  process.stdout.write(`Look at ${TARGET}\n`);
}

/** Returns the certificate's address of a learner who completed the course and the program. */
async function completeAll(call, username, program) {
  const credential = { course_run_key: LEARNERS[0].run, mode: 'verified' };
  await call('POST', 'api/v2/credentials/', { username, credential }, 201);
  return complete(call, username, program);
}

/** Returns the certificate's address of a learner who completed a program. */
async function complete(call, username, program) {
  const credential = { program_uuid: program };
  const { certificate_url } = await call('POST', 'api/v2/credentials/', { username, credential }, 201);
  return certificate_url;
}

function uuidOf(address) {
  return /([0-9a-f]{32})\/$/.exec(address)[1].replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** Returns the certificate's address of a learner who completed a course, sent the record and completed the program. */
async function award(call, learner) {
  const { username, program, run } = learner;
  const issue = (credential) => call('POST', 'api/v2/credentials/', { username, credential }, 201);
  await issue({ course_run_key: run, mode: 'verified' });
  await sendRecord(call, learner);
  return complete(call, username, program);
}

/** One mail of each kind, and mails with a name from right to left. */
async function deliveredMails(folder) {
  const [ines, layla] = LEARNERS;
  const [norden, hikma] = PATHWAYS;
  return {
    'credit-request': await mailTo(folder, norden.email, ' Credit Request for Inês'),
    'credit-request-updated': await mailTo(folder, norden.email, 'Updated Credit Request for Inês'),
    'credit-request-arabic': await mailTo(folder, hikma.email, 'ليلى'),
    completion: await mailTo(folder, ines.email, 'Your certificate'),
    'completion-arabic': await mailTo(folder, layla.email, 'Your certificate'),
  };
}

/** Calls the API as staff, and throws for another status. */
function caller(base, token) {
  return async (method, path, body, status, type = 'application/json') => {
    const answer = await fetch(`${base}/${path}`, {
      method,
      headers: { authorization: `JWT ${token}`, 'content-type': type },
      body: typeof body === 'object' ? JSON.stringify(body) : body,
    });
    if (answer.status !== status) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
}

async function withPage(browserPath, scale, work) {
  const browser = await startBrowser(browserPath, scale);
  try {
    await work(await browser.context.newPage());
  } finally {
    await browser.close();
  }
}

async function shoot(page, address, name) {
  await page.goto(address, { waitUntil: 'networkidle' });
  await shot(page, name);
}

async function shot(page, name) {
  await page.screenshot({ path: join(TARGET, `${name}.png`), fullPage: true });
}

function cli(environment, ...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/cli/cli.js', ...args], {
    cwd: ROOT,
    env: environment,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${args[0]} failed: ${stdout}${stderr}`);
  return stdout;
}

async function startService(environment, base) {
  const service = spawn(process.execPath, ['dist/main.js'], {
    cwd: ROOT,
    env: environment,
    stdio: ['ignore', 2, 2],
  });
  const ended = new Promise((resolve) => service.once('exit', resolve));
  cleanUps.push(async () => {
    service.kill('SIGTERM');
    await ended;
  });
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline && service.exitCode === null) {
    const answer = await fetch(`${base}/health/`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('The service did not start.');
}
