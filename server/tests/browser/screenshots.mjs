// Pictures of the running demo for the README and for a person's eye: `npm run screenshots`.
// People enter while the question is skipped and go on at a server that asks it, so that no picture
// shows the warning of a skipped question.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { heading, openBrowser, PATIENCE_MS, WIDTHS } from './support/browser.mjs';
import * as bank from './support/bank.mjs';
import * as citizen from './support/citizen.mjs';
import { pictures } from './support/program.mjs';
import { copyOfCountry, serverOn } from './support/server.mjs';

const home = copyOfCountry();
const browser = await openBrowser();
const people = { phone: citizen.guides(), desktop: citizen.somebody() };
mkdirSync(pictures, { recursive: true });

async function contextFor(width) {
  const context = await browser.newContext({
    viewport: WIDTHS[width],
    locale: 'fa-IR',
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(PATIENCE_MS);
  return context;
}

async function enters(server, width) {
  const context = await contextFor(width);
  const page = await context.newPage();
  await page.goto(server.url);
  await citizen.enter(page, people[width]);
  await heading(page, citizen.REGISTRATION);
  await page.goto('about:blank');
  return page;
}

/** One citizen's whole way at one width, with a picture of every page. */
async function walk(server, page, width) {
  const take = async (name) => {
    await page.evaluate(() => document.fonts.ready);
    const path = join(pictures, `${name}-${width}.png`);
    await page.screenshot({ path, fullPage: true, animations: 'disabled' });
  };
  await page.goto(server.url);
  await take('entry');
  await page.emulateMedia({ colorScheme: 'dark' });
  await take('entry-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await citizen.enter(page, { national_id: '2580200607', serial: '88381' });
  await page.getByRole('alert').waitFor();
  await take('entry-faults');
  await page.goto(`${server.url}/register`);
  await take('registration-empty');
  await citizen.fillForm(page, people[width], { seat: 1 });
  await take('registration-offices');
  await citizen.submit(page);
  await heading(page, 'اطلاعات کارت شما');
  await take('bank');
  await bank.cancel(page);
  await heading(page, 'پرداخت لغو شد');
  await take('not-paid');
  await citizen.button(page, 'پرداخت دوباره').click();
  await heading(page, 'تایید نهایی');
  await take('confirm-unpaid');
  await citizen.button(page, 'پرداخت').click();
  await bank.pay(page);
  await take('bank-paid');
  await bank.finish(page);
  await heading(page, 'تایید نهایی');
  await take('confirm');
  await citizen.confirm(page);
  await take('result');
  await page.emulateMedia({ colorScheme: 'dark' });
  await take('result-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.getByRole('link', { name: 'چاپ', exact: true }).click();
  await take('receipt');
  if (width === 'desktop') await takePaper(page);
  await page.goto(`${server.url}/move`);
  await take('move');
  await page.goto(`${server.url}/ops`);
  await page.getByLabel('گذرواژه').fill(server.password);
  await citizen.button(page, 'ورود').click();
  await heading(page, 'نمای زنده‌ی سامانه');
  await take('ops');
}

/** The receipt as a printer gets it, on A4 at 96 dots an inch. */
async function takePaper(page) {
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 794, height: 1123 });
  await page.screenshot({ path: join(pictures, 'receipt-paper.png') });
  await page.emulateMedia({ media: 'screen' });
  await page.setViewportSize(WIDTHS.desktop);
}

const door = await serverOn(home, ['--question', 'skip']);
const pages = {};
for (const width of Object.keys(WIDTHS)) pages[width] = await enters(door, width);
await door.stop();
const server = await serverOn(home);
for (const [width, page] of Object.entries(pages)) await walk(server, page, width);
await server.stop();
await browser.close();
rmSync(home, { recursive: true });
