// Lighthouse on the pages that everybody may see, as a telephone: `make lighthouse`. Fails below 95
// in any of its four figures. It takes minutes, so it is no part of the tests.
import { rmSync } from 'node:fs';
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import { copyOfCountry, serverOn } from '../browser/support/server.mjs';

const LEAST = 95;
const PAGES = ['/', '/process', '/conditions'];
const LANGUAGES = ['fa', 'en'];
const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];

const home = copyOfCountry();
const server = await serverOn(home);
const chrome = await launch({
  chromePath: '/usr/bin/chromium',
  chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu'],
});
let low = 0;
console.log(`| page | language | ${CATEGORIES.join(' | ')} |\n|---|---|${CATEGORIES.map(() => '---:|').join('')}`);
for (const path of PAGES) {
  for (const language of LANGUAGES) {
    const { lhr } = await lighthouse(`${server.url}${path}`, {
      port: chrome.port,
      logLevel: 'error',
      onlyCategories: CATEGORIES,
      extraHeaders: { cookie: `language=${language}` },
    });
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
}
await chrome.kill();
await server.stop();
rmSync(home, { recursive: true });
process.exit(low ? 1 : 0);
