// Makes docs/screenshots of the pictures that were taken, and docs/SCREENS.md, which shows them all.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openBrowser } from './support/browser.mjs';
import { webpOf } from './support/picture.mjs';
import { raw } from './support/pictures.mjs';
import { pictures } from './support/program.mjs';
import { TROUBLE, WAY } from './support/way.mjs';

rmSync(pictures, { recursive: true, force: true });
mkdirSync(pictures, { recursive: true });
const browser = await openBrowser();
const desk = await browser.newPage();
for (const file of readdirSync(raw)) {
  const small = await webpOf(desk, readFileSync(join(raw, file)));
  writeFileSync(join(pictures, file.replace('.png', '.webp')), small);
}
await browser.close();

const taken = new Set(readdirSync(pictures));
const COLUMNS = [
  ['telephone', '-phone', 180],
  ['English', '-en-phone', 180],
  ['desktop', '-desktop', 300],
  ['English', '-en-desktop', 300],
];

function picture(name, width) {
  const file = `${name}.webp`;
  if (!taken.delete(file)) return '–';
  return `<img src="screenshots/${file}" width="${width}" alt="${name}">`;
}

const table = (states) => {
  const rows = states.map((state) => {
    const shown = COLUMNS.map(([, end, width]) => picture(`${state}${end}`, width));
    return `| ${state} | ${shown.join(' | ')} |`;
  });
  const names = COLUMNS.map(([name]) => name);
  return `| state | ${names.join(' | ')} |\n|---|${names.map(() => '---').join('|')}|\n${rows.join('\n')}\n`;
};

const states = [...WAY, ...TROUBLE].map(([state]) => state);
const pages = table(states);
/** The states of pages that tests have taken: all whose names begin so. */
const beginning = (prefix) => {
  const names = [...taken].filter((file) => file.startsWith(prefix) && !/-dark-|-paper\.webp$/.test(file));
  return table([...new Set(names.map((file) => file.replace(/(-en)?-(phone|desktop).webp$/, '')))].sort());
};
const home = beginning('home-');
const kinds = beginning('kinds-');
const long = beginning('long-');
const counter = beginning('counter-');
const rest = [...taken].sort().map((file) => picture(file.replace('.webp', ''), 300));
const text = `# Screens

Every state of the pages, taken from the running demo by \`make screenshots\`, which writes this file too. Of long pages
the first part is shown. After a change, look at each of them: is it clear in the first lines where one is and what to do; is
one button filled; are letters joined, digits of the page's language, codes and numbers the right way round; is nothing cut off,
and nothing left in the other language but names?

## Citizens

${pages}
## Who cannot leave home

${home}
## One request after another

${kinds}
## The long form and the scan, where an operator has switched them on

${long}
## Behind the counter

People behind the counter read Persian; the board is at the end.

${counter}
## In dark, on paper, and the operators' board

${rest.join('\n')}
`;
writeFileSync(join(pictures, '..', 'SCREENS.md'), text);
