import { mkdirSync } from 'node:fs';
import './support/prepare.mjs';
import { openBrowser, WIDTHS, heading } from './support/browser.mjs';
import * as citizen from './support/citizen.mjs';
import { copyOfCountry, serverOn } from './support/server.mjs';
import { turn } from './support/states.mjs';
import { WAY, TROUBLE } from './support/way.mjs';
const out = '/tmp/w/persons-shots';
mkdirSync(out, { recursive: true });
const browser = await openBrowser();
const server = await serverOn(copyOfCountry(), ['--question', 'skip']);
const wanted = ['track', 'track-faults', 'result', 'track-own', 'track-stage', 'track-found', 'data', 'erase-closed', 'erase', 'erase-faults', 'erase-sure', 'erased'];
const needed = ['registration', 'not-paid', 'confirm-unpaid', 'confirm', ...wanted];
async function take(page, state, width) {
  await page.evaluate(() => document.querySelector('header + aside')?.remove());
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: `${out}/${state}-${width}-${colorScheme}.png`, fullPage: true });
  }
  await page.emulateMedia({ colorScheme: 'light' });
}
try {
  for (const width of ['phone', 'desktop']) {
    const context = await browser.newContext({ viewport: WIDTHS[width], locale: 'fa-IR', reducedMotion: 'reduce', serviceWorkers: 'block' });
    context.setDefaultTimeout(60000);
    const page = await context.newPage();
    const person = citizen.somebody();
    await page.goto(server.url);
    for (const [state, reach] of WAY.filter(([s]) => needed.includes(s))) {
      await reach(page, person, server);
      if (!wanted.includes(state)) continue;
      await take(page, state, width);
      await turn(page, 'en'); await take(page, `${state}-en`, width); await turn(page, 'fa');
    }
    for (const [state, reach] of TROUBLE.filter(([s]) => needed.includes(s))) {
      await page.goto(server.url);
      await reach(page, citizen.somebody(), server);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await take(page, state, width);
      if (state !== 'erased') { await turn(page, 'en'); await take(page, `${state}-en`, width); await turn(page, 'fa'); }
    }
    await context.close();
  }
} finally { await browser.close(); await server.stop(); }
