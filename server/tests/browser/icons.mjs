// Draws the icons of a telephone's home screen from static/icon.svg: `npm run icons`. They are
// committed: nobody needs this to build. The card stands inside the circle that masks leave.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openBrowser } from './support/browser.mjs';

const folder = fileURLToPath(new URL('../../static/', import.meta.url));
const drawn = readFileSync(`${folder}icon.svg`, 'utf8');
const [, ground, card] = drawn.match(/(<rect[^>]*rx="7"[^>]*\/>)(.*)<\/svg>/);
const full = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${ground.replace('rx="7"', '')}
<g transform="translate(3.2 3.2) scale(.8)">${card}</g></svg>`;

const browser = await openBrowser();
for (const size of [180, 192, 512]) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const url = `data:image/svg+xml;base64,${Buffer.from(full).toString('base64')}`;
  await page.setContent(`<style>*{margin:0}img{display:block;width:100vw}</style><img src="${url}">`);
  await page.locator('img').evaluate((img) => img.decode());
  writeFileSync(`${folder}icon-${size}.png`, await page.screenshot());
}
await browser.close();
