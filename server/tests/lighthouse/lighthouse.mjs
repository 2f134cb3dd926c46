// Lighthouse on citizens' pages, as a telephone: `make lighthouse`. Fails below 95 in any of its four
// figures. It takes minutes, so it is no part of the tests. What only a session shows is seen with the
// cookie of a citizen who has walked there in another browser.
import { rmSync } from 'node:fs';
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import { payAndFinish } from '../browser/support/bank.mjs';
import { heading, openBrowser, WIDTHS } from '../browser/support/browser.mjs';
import * as citizen from '../browser/support/citizen.mjs';
import { copyOfCountry, serverOn } from '../browser/support/server.mjs';

const LEAST = 95;
const LANGUAGES = ['fa', 'en'];
const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];
const PUBLIC = ['/', '/process', '/conditions', '/track'];
const BEFORE = ['/register'];
const BOOKED = [
  '/confirm', '/result', '/result/print', '/result/file', '/result/email', '/track', '/edit', '/mobile',
  '/move', '/delivery', '/earlier', '/give-back', '/data', '/data/erase',
];

const chrome = await launch({
  chromePath: '/usr/bin/chromium',
  chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu'],
});
let low = 0;

async function ask(server, path, language, cookies) {
  const { lhr } = await lighthouse(`${server.url}${path}`, {
    port: chrome.port,
    logLevel: 'error',
    onlyCategories: CATEGORIES,
    extraHeaders: { cookie: [...cookies, `language=${language}`].join('; ') },
  });
  const landed = new URL(lhr.finalDisplayedUrl).pathname;
  if (landed !== path) throw new Error(`${path} led to ${landed}`);
  const figures = CATEGORIES.map((name) => Math.round(lhr.categories[name].score * 100));
  console.log(`| \`${path}\` | ${language} | ${figures.join(' | ')} |`);
  for (const [place, figure] of figures.entries()) {
    if (figure >= LEAST) continue;
    low += 1;
    const audits = lhr.categories[CATEGORIES[place]].auditRefs.map(({ id }) => lhr.audits[id]);
    const failed = audits.filter(({ score }) => score !== null && score < 0.9);
    for (const { id, displayValue, details } of failed)
      console.error(id, displayValue ?? '', JSON.stringify(details?.items?.slice(0, 3) ?? ''));
  }
}

async function askAll(server, paths, context) {
  const cookies = context ? await context.cookies(server.url) : [];
  const own = cookies.filter(({ name }) => name !== 'language').map(({ name, value }) => `${name}=${value}`);
  for (const path of paths) for (const language of LANGUAGES) await ask(server, path, language, own);
}

const home = copyOfCountry();
console.log(`| page | language | ${CATEGORIES.join(' | ')} |\n|---|---|${CATEGORIES.map(() => '---:|').join('')}`);
const guarded = await serverOn(home);
await askAll(guarded, PUBLIC);
await guarded.stop();

const server = await serverOn(home, ['--question', 'skip']);
const browser = await openBrowser();
const context = await browser.newContext({ viewport: WIDTHS.phone, locale: 'fa-IR', serviceWorkers: 'block' });
const page = await context.newPage();
const person = citizen.somebody();
await page.goto(server.url);
await citizen.enter(page, person);
await heading(page, citizen.REGISTRATION);
await askAll(server, BEFORE, context);
await citizen.fillForm(page, person);
await citizen.submit(page);
await payAndFinish(page);
await heading(page, 'تایید نهایی');
await citizen.confirm(page);
await askAll(server, BOOKED, context);

await browser.close();
await chrome.kill();
await server.stop();
rmSync(home, { recursive: true });
process.exit(low ? 1 : 0);
