// Schemathesis on the real program: every route of the description, with what fits it and what does
// not, as citizens before and after a booking, as an office and as another system; but for the feed as it
// happens, which has no end. No answer may be a server's error or
// one that the description does not name.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AREA, booked, call, entered } from '../browser/support/api.mjs';
import { openBrowser } from '../browser/support/browser.mjs';
import { code, enrol, hire, numberOf, PASSWORD, systemKey } from '../browser/support/counter.mjs';
import { people } from '../browser/support/program.mjs';
import { copyOfCountry, serverOn } from '../browser/support/server.mjs';

const SCHEMATHESIS = process.env.SCHEMATHESIS;
/** The same cases in every run. */
const SEED = 1405;
const CASES = Number(process.env.CASES || 40);
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'ignored_auth',
  'unsupported_method',
];
/** Without an end. */
const STREAM = '/changes/stream';
const SCOPES = ['feed', 'person', 'completion', 'production', 'delivery'];

/** The token of the office that has the first seat of the area. */
async function office(server) {
  const { items } = await call(server, 'GET', `/offices?area_code=${AREA}&limit=1`);
  const browser = await openBrowser();
  const inside = async (name, role, number) => {
    const page = await (await browser.newContext()).newPage();
    return { page, key: await enrol(page, server, name, hire(server, name, role, number)) };
  };
  const operator = await inside('operator', 'operator');
  const number = await numberOf(operator.page, server, items[0].name);
  const { key } = await inside('office', 'office', number);
  await browser.close();
  const door = { name: 'office', password: PASSWORD, code: code(key, Date.now() + 30_000) };
  return (await call(server, 'POST', '/staff/sessions', door)).token;
}

/**
 * All routes with these tokens; says how it ended. Names of commands are left out of one description:
 * under one name only the first command of many is done.
 */
async function tried(server, name, tokens, named) {
  const described = await (await fetch(`${server.url}/api/openapi.json`)).json();
  for (const operation of Object.values(described.paths).flatMap(Object.values))
    operation.parameters = operation.parameters?.filter((it) => named || it.name !== 'idempotency-key');
  const home = mkdtempSync(join(tmpdir(), 'nobat-api-'));
  const config = join(home, 'schemathesis.toml');
  const bearer = (who, token) => `[auth.openapi.${who}]\nbearer = "${token}"\n`;
  const bearers = Object.entries(tokens).map(([who, token]) => bearer(who, token));
  writeFileSync(config, bearers.join(''));
  const description = join(home, 'openapi.json');
  writeFileSync(description, JSON.stringify(described));
  const wanted = ['--config-file', config, 'run', description];
  wanted.push('--url', `${server.url}/api/v1`, '--no-color', '--phases', 'examples,coverage,fuzzing');
  wanted.push('--checks', CHECKS.join(), '--max-examples', `${CASES}`, '--seed', `${SEED}`);
  wanted.push('--exclude-path', STREAM);
  wanted.push('--generation-deterministic', '--warnings', 'off');
  const child = spawn(SCHEMATHESIS, wanted, { cwd: home, stdio: 'inherit' });
  const status = await new Promise((tell, fail) => child.once('exit', tell).once('error', fail));
  rmSync(home, { recursive: true });
  console.log(`schemathesis as ${name}: ${status === 0 ? 'passed' : 'failed'}`);
  return status === 0;
}

const home = copyOfCountry();
const server = await serverOn(home, ['--question', 'skip', '--session-minutes', '240']);
try {
  const [fresh, other] = people('fresh', 2);
  const staff = await office(server);
  const others = { staff, system: systemKey(server, 'schemathesis', SCOPES) };
  const after = await booked(server, other);
  const entering = await entered(server, fresh);
  const all = [
    await tried(server, 'somebody with a booking', { citizen: after, ...others }, false),
    await tried(server, 'somebody who has just entered', { citizen: entering, ...others }, true),
  ];
  const faults = server.log.split('\n').filter((line) => line.includes(' ERROR '));
  if (faults.length > 0) console.error(faults.join('\n'));
  process.exitCode = all.every(Boolean) && faults.length === 0 ? 0 : 1;
} finally {
  await server.stop();
  rmSync(home, { recursive: true });
}
