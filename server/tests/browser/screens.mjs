// Writes docs/SCREENS.md, which shows every picture that `screenshots.mjs` has taken.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pictures } from './support/program.mjs';
import { TROUBLE, WAY } from './support/way.mjs';

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
const rest = [...taken].sort().map((file) => picture(file.replace('.webp', ''), 300));
const text = `# Screens

Every state of a citizen's pages, taken from the running demo by \`make screenshots\`, which writes this file too. Of long pages
the first part is shown. After a change, look at each of them: is it clear in the first lines where one is and what to do; is
one button filled; are letters joined, digits of the page's language, codes and numbers the right way round; is nothing cut off,
and nothing left in the other language but names?

## Citizens

${pages}
## In dark, on paper, and the operators' board

${rest.join('\n')}
`;
writeFileSync(join(pictures, '..', 'SCREENS.md'), text);
