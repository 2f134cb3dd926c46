// The program under test, and where a run keeps what it makes.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

/** `target/release/nobat` of this checkout, or what `NOBAT_BIN` names. */
export const program = process.env.NOBAT_BIN ?? at('../../../../target/release/nobat');
/** Made anew for every program; nothing in it outlives a change of the program. */
export const results = at('../test-results');
/** A demo country that has been filled once and is copied for every server. */
export const country = at('../test-results/country');
export const pictures = at('../../../../docs/screenshots');

if (!existsSync(program))
  throw new Error(`${program} is not there: make build, or set NOBAT_BIN`);

/** The card of the request with this tracking code is in its owner's hands. */
export const deliver = (server, code) =>
  execFileSync(program, ['sandbox', 'deliver', '--data', server.data, '--code', code]);

/**
 * People of the demo country, with what the entry and the form ask.
 * @param {'fresh' | 'minor' | 'deceased' | 'new-serial'} kind
 */
export function people(kind, count) {
  const wanted = [
    'sandbox',
    'citizens',
    '--kind',
    kind,
    '--count',
    `${count}`,
    '--format',
    'json',
  ];
  return JSON.parse(execFileSync(program, wanted, { encoding: 'utf8' }));
}
