// What holds of a citizen's page in whatever state it stands, in both languages and colours.
import assert from 'node:assert/strict';
import { faultsOfAccess, language, turn, WIDTHS } from './browser.mjs';
import { pictured } from './pictures.mjs';

/** Buttons, fields and whole labels are at least so high and wide, in CSS pixels. */
const TARGET_MIN = 44;
/** The narrowest telephone. */
const NARROW = { width: 320, height: 640 };

const isWide = () =>
  document.documentElement.scrollWidth > document.documentElement.clientWidth;

/** Links inside a sentence may be as high as its line. */
function smallTargets(least) {
  const controls = 'button,.button,select,summary,input:not([type=radio],[type=hidden]),label:has(input),header a,footer a';
  return [...document.querySelectorAll(controls)]
    .filter((it) => it.checkVisibility() && !it.matches('.first,.skip'))
    .filter((it) => {
      const { width, height } = it.getBoundingClientRect();
      return height < least || width < least;
    })
    .map((it) => it.outerHTML.slice(0, 120));
}

/** Everything that is wrong with the page as it stands. */
export async function faultsOf(page) {
  const faults = [];
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    const found = await faultsOfAccess(page);
    faults.push(...found.map((fault) => `${colorScheme}: ${fault}`));
  }
  await page.emulateMedia({ colorScheme: 'light' });
  const usual = page.viewportSize();
  await page.setViewportSize(NARROW);
  if (await page.evaluate(isWide)) faults.push('scrolls sideways at 320 pixels');
  await page.setViewportSize(usual);
  await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
  if (await page.evaluate(isWide)) faults.push('scrolls sideways at twice the letters');
  await page.evaluate(() => (document.documentElement.style.fontSize = ''));
  const small = await page.evaluate(smallTargets, TARGET_MIN);
  return [...faults, ...small.map((it) => `a small target: ${it}`)];
}

/** The faults of the page in Persian and in English; it stands in Persian again afterwards. */
export async function faultsInBoth(page, state) {
  const found = [];
  for (const to of ['fa', 'en']) {
    if ((await language(page)) !== to) await turn(page, to);
    const faults = await faultsOf(page);
    found.push(...faults.map((fault) => `${state} (${to}): ${fault}`));
  }
  await turn(page, 'fa');
  await pictured(page, state, Object.keys(WIDTHS));
  return found;
}

/** Nothing is wrong with the page as it stands. */
export const isClean = async (page, state) => assert.deepEqual(await faultsInBoth(page, state), []);
