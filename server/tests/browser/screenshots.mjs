// Pictures of the running demo for the README and for a person's eye: `npm run screenshots`. Every
// state of a citizen's pages, on a telephone and a desktop, in Persian and in English, and some in
// dark. People enter while the question is skipped; what warns of that on every page is taken off.
// What stands on servers of another kind (the counter, the long form) is taken by the tests of it.
import { rmSync } from 'node:fs';
import { heading, openBrowser, PATIENCE_MS, WIDTHS } from './support/browser.mjs';
import * as citizen from './support/citizen.mjs';
import { keep, raw, take, takeBoth } from './support/pictures.mjs';
import { bankFaults, registryIs } from './support/sandbox.mjs';
import { copyOfCountry, serverOn } from './support/server.mjs';
import { TROUBLE, WAY } from './support/way.mjs';

const home = copyOfCountry();
const browser = await openBrowser();
rmSync(raw, { recursive: true, force: true });

async function open(width) {
  const context = await browser.newContext({
    viewport: WIDTHS[width],
    locale: 'fa-IR',
    reducedMotion: 'reduce',
    serviceWorkers: 'block',
  });
  context.setDefaultTimeout(PATIENCE_MS);
  return context.newPage();
}

/** The receipt as a printer gets it, on A4 at 96 dots an inch. */
async function takePaper(page) {
  const usual = page.viewportSize();
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 794, height: 1123 });
  await keep(page, 'receipt-paper');
  await page.emulateMedia({ media: 'screen' });
  await page.setViewportSize(usual);
}

/** One citizen's whole way at one width; then the pages of trouble, on a telephone. */
async function walk(server, width) {
  const page = await open(width);
  await page.goto(server.url);
  const person = width === 'phone' ? citizen.guides() : citizen.somebody();
  for (const [state, reach] of WAY) {
    await reach(page, person, server);
    await takeBoth(page, state, width);
    if (state === 'receipt' && width === 'desktop') await takePaper(page);
  }
  if (width === 'phone') await walkTrouble(server, page, width);
  await page.context().close();
}

async function walkTrouble(server, page, width) {
  for (const [state, reach] of TROUBLE) {
    await registryIs(server, { mode: 'normal' });
    await page.goto(server.url);
    await reach(page, citizen.somebody(), server);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await takeBoth(page, state, width);
  }
  await bankFaults(server);
}

async function takeOps(server, width) {
  const page = await open(width);
  await page.goto(`${server.url}/ops`);
  await page.getByLabel('گذرواژه').fill(server.password);
  await citizen.button(page, 'ورود').click();
  await heading(page, 'نمای زنده‌ی سامانه');
  await take(page, `ops-${width}`);
  await page.context().close();
}

const server = await serverOn(home, ['--question', 'skip']);
for (const width of Object.keys(WIDTHS)) {
  await walk(server, width);
  await takeOps(server, width);
}
await server.stop();
await browser.close();
rmSync(home, { recursive: true });
