// Pictures of the running demo for the README and for a person's eye: `npm run screenshots`. Every
// state of a citizen's pages, on a telephone and a desktop, in Persian and in English, and some in
// dark. People enter while the question is skipped; what warns of that on every page is taken off.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { heading, openBrowser, PATIENCE_MS, WIDTHS } from './support/browser.mjs';
import * as citizen from './support/citizen.mjs';
import { webpOf } from './support/picture.mjs';
import { pictures } from './support/program.mjs';
import { bankFaults, registryIs } from './support/sandbox.mjs';
import { copyOfCountry, serverOn } from './support/server.mjs';
import { turn } from './support/states.mjs';
import { TROUBLE, WAY } from './support/way.mjs';

/** Taken in dark too. */
const DARK = ['entry', 'registration-offices', 'result'];
/** Of a long page so much is shown. */
const HEIGHT_MAX = 2400;

const home = copyOfCountry();
const browser = await openBrowser();
mkdirSync(pictures, { recursive: true });
for (const old of readdirSync(pictures)) rmSync(join(pictures, old));

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

const desk = await browser.newPage();
const keep = async (name, png) =>
  writeFileSync(join(pictures, `${name}.webp`), await webpOf(desk, png));

async function take(page, name) {
  await page.evaluate(() => document.querySelector('header + aside')?.remove());
  await page.evaluate(() => document.fonts.ready);
  const { width } = page.viewportSize();
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  const clip = { x: 0, y: 0, width, height: Math.min(height, HEIGHT_MAX) };
  await keep(name, await page.screenshot({ clip, fullPage: true, animations: 'disabled' }));
}

/** The page as it stands, in both languages; it stands in Persian again afterwards. */
async function takeBoth(page, state, width) {
  await take(page, `${state}-${width}`);
  if (DARK.includes(state)) {
    await page.emulateMedia({ colorScheme: 'dark' });
    await take(page, `${state}-dark-${width}`);
    await page.emulateMedia({ colorScheme: 'light' });
  }
  if (state === 'offline') return;
  await turn(page, 'en');
  await take(page, `${state}-en-${width}`);
  await turn(page, 'fa');
}

/** The receipt as a printer gets it, on A4 at 96 dots an inch. */
async function takePaper(page) {
  const usual = page.viewportSize();
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 794, height: 1123 });
  await keep('receipt-paper', await page.screenshot());
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
