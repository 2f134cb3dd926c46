// Fills the demo country once, so that every test file's server starts from a copy in a second.
// The country's days are counted from today, hence the date in the stamp.
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { country, program, results } from './program.mjs';
import { serverOn } from './server.mjs';

const stampFile = join(results, 'country.stamp');
const { size, mtimeMs } = statSync(program);
const stamp = `${program} ${size} ${mtimeMs} ${new Date().toISOString().slice(0, 10)}`;
const isCurrent = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;

if (!isCurrent) {
  rmSync(results, { recursive: true, force: true });
  mkdirSync(country, { recursive: true });
  const server = await serverOn(country);
  await server.stop();
  writeFileSync(stampFile, stamp);
}
