// Schemathesis on the real program: every route of the description, with what fits it and what does
// not, as citizens before and after a booking, as an office and as another system; but for the feed as it
// happens, which has no end. No answer may be a server's error or
// one that the description does not name.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBrowser } from '../browser/support/browser.mjs';
import { code, enrol, hire, numberOf, PASSWORD, systemKey } from '../browser/support/counter.mjs';
import { people } from '../browser/support/program.mjs';
import { copyOfCountry, serverOn } from '../browser/support/server.mjs';

const SCHEMATHESIS = process.env.SCHEMATHESIS;
/** The same cases in every run. */
const SEED = 1405;
const CASES = Number(process.env.CASES || 12);
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'ignored_auth',
  'unsupported_method',
];
const AREA = '041';
/** Without an end. */
const STREAM = '/changes/stream';
const SCOPES = ['feed', 'person', 'completion', 'production', 'delivery'];

async function call(server, method, path, body, token) {
  const headers = { 'content-type': 'application/json' };
  if (token) headers.authorization = `Bearer ${token}`;
  const answer = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers,
    body: body && JSON.stringify(body),
  });
  const told = await answer.json();
  assert.ok(answer.ok, `${method} ${path}: ${JSON.stringify(told)}`);
  return told;
}

/** A citizen's token; `person` as the sandbox names people. */
async function entered(server, person) {
  const entry = { national_id: person.national_id, serial: person.serial, question: '', answer: '2' };
  return (await call(server, 'POST', '/sessions', entry)).token;
}

/** The same after a booking: pays at the sandbox's bank, and comes back. */
async function booked(server, person) {
  const token = await entered(server, person);
  const [day] = await call(server, 'GET', '/days');
  const answers = 'can_leave_home=true&can_climb_stairs=true&pupils_visible=true&fingers_sound=true';
  const search = `/request/offices?date=${day.solar}&area_code=${AREA}&${answers}`;
  const { items } = await call(server, 'GET', search, undefined, token);
  const { due } = await call(server, 'GET', '/request', undefined, token);
  const lunar = await call(server, 'GET', `/lunar-dates?birth=${person.birth}`);
  const details = {
    birth: person.birth,
    birth_lunar: lunar[2],
    gender: person.gender,
    religion: 'islam',
    mother: person.mother_name,
    mobile: '09145120001',
    can_leave_home: true,
    can_climb_stairs: true,
    pupils_visible: true,
    fingers_sound: true,
  };
  const choice = { details, seat: items[0].seat, bank: due.banks[0].id, fee: due.rials };
  const { payment } = await call(server, 'POST', '/request/choice', choice, token);
  const paid = await fetch(`${server.sandbox}/control/sadad/pay`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: payment.fields.Token, outcome: 'paid' }),
  });
  const [back] = (await paid.json()).callbacks;
  const body = new URLSearchParams(back.fields);
  await fetch(back.url, { method: 'POST', body, redirect: 'manual' });
  assert.equal((await call(server, 'GET', '/request', undefined, token)).stage, 'booked');
  return token;
}

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

/** All routes with these tokens; says how it ended. */
function tried(server, name, citizen, staff, system) {
  const home = mkdtempSync(join(tmpdir(), 'nobat-api-'));
  const config = join(home, 'schemathesis.toml');
  const bearer = (who, token) => `[auth.openapi.${who}]\nbearer = "${token}"\n`;
  const tokens = Object.entries({ citizen, staff, system });
  writeFileSync(config, tokens.map(([who, token]) => bearer(who, token)).join(''));
  const wanted = ['--config-file', config, 'run', `${server.url}/api/openapi.json`];
  wanted.push('--url', `${server.url}/api/v1`, '--no-color', '--phases', 'examples,coverage,fuzzing');
  wanted.push('--checks', CHECKS.join(), '--max-examples', `${CASES}`, '--seed', `${SEED}`);
  wanted.push('--exclude-path', STREAM);
  wanted.push('--generation-deterministic', '--generation-database', 'none', '--warnings', 'off');
  const { status, error } = spawnSync(SCHEMATHESIS, wanted, { cwd: home, stdio: 'inherit' });
  rmSync(home, { recursive: true });
  if (error) throw error;
  console.log(`schemathesis as ${name}: ${status === 0 ? 'passed' : 'failed'}`);
  return status === 0;
}

const home = copyOfCountry();
const server = await serverOn(home, ['--question', 'skip', '--session-minutes', '240']);
try {
  const [fresh, other] = people('fresh', 2);
  const staff = await office(server);
  const system = systemKey(server, 'schemathesis', SCOPES);
  const after = await booked(server, other);
  const all = [
    tried(server, 'somebody with a booking', after, staff, system),
    tried(server, 'somebody who has just entered', await entered(server, fresh), staff, system),
  ];
  const faults = server.log.split('\n').filter((line) => line.includes(' ERROR '));
  if (faults.length > 0) console.error(faults.join('\n'));
  process.exitCode = all.every(Boolean) && faults.length === 0 ? 0 : 1;
} finally {
  await server.stop();
  rmSync(home, { recursive: true });
}
