// Pictures of the pages as they stand, for docs/SCREENS.md and for a person's eye: taken by the walks
// of `screenshots.mjs` and, where `PICTURES` names a folder, by every test that looks at a page.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { turn, WIDTHS } from './browser.mjs';
import { results } from './program.mjs';

/** What was taken, as it came from the browser; `screens.mjs` makes the small ones of it. */
export const raw = process.env.PICTURES ?? join(results, 'pictures');
/** Taken in dark too; all of them where `PICTURES_DARK` is set. */
const DARK = ['entry', 'registration-offices', 'result', 'long-filled', 'counter-desk-found'];
/** Of a long page so much is shown: its beginning, or its end where that is what the state is about. */
const HEIGHT_MAX = 2400;
const AT_THE_END = /^(registration|home)-(offices|home)|^long-home/;

export async function keep(page, name, options) {
  mkdirSync(raw, { recursive: true });
  await page.screenshot({ ...options, path: join(raw, `${name}.png`), animations: 'disabled' });
}

function shown(display) {
  const strip = document.querySelector('header + aside');
  if (strip) strip.style.display = display;
}

/** Without the strip that warns of a question that is skipped. */
export async function take(page, name) {
  await page.evaluate(shown, 'none');
  await page.evaluate(() => document.fonts.ready.then(() => true));
  const { width } = page.viewportSize();
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  const y = AT_THE_END.test(name) ? Math.max(0, height - HEIGHT_MAX) : 0;
  const clip = { x: 0, y, width, height: Math.min(height, HEIGHT_MAX) };
  await keep(page, name, { clip, fullPage: true });
  await page.evaluate(shown, '');
}

async function takeColours(page, state, width) {
  await take(page, `${state}-${width}`);
  if (!process.env.PICTURES_DARK && !DARK.includes(state)) return;
  await page.emulateMedia({ colorScheme: 'dark' });
  await take(page, `${state}-dark-${width}`);
  await page.emulateMedia({ colorScheme: 'light' });
}

/** The page as it stands, in Persian and, where it has one, in English. */
export async function takeBoth(page, state, width) {
  await takeColours(page, state, width);
  // What is said once cannot be asked for again in another language.
  if (['offline', 'erased'].includes(state) || (await page.locator('header .language').count()) === 0) return;
  await turn(page, 'en');
  await takeColours(page, `${state}-en`, width);
  await turn(page, 'fa');
}

/** For tests: takes it where pictures are wanted, at these widths. */
export async function pictured(page, state, widths) {
  if (!process.env.PICTURES) return;
  const usual = page.viewportSize();
  for (const width of widths) {
    await page.setViewportSize(WIDTHS[width]);
    await takeBoth(page, state, width);
  }
  await page.setViewportSize(usual);
}
