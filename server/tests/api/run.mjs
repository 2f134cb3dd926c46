// Schemathesis on the real program: every route of the description, with what fits it and what does
// not, as citizens before and after a booking and as an office. No answer may be a server's error or
// one that the description does not name.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBrowser } from '../browser/support/browser.mjs';
import { code, enrol, hire, numberOf, PASSWORD } from '../browser/support/counter.mjs';
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
const AREA = '041';

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

/**
 * All routes with these tokens; says how it ended. Names of commands are left out of one description:
 * under one name only the first command of many is done.
 */
async function tried(server, name, citizen, staff, named) {
  const described = await (await fetch(`${server.url}/api/openapi.json`)).json();
  for (const operation of Object.values(described.paths).flatMap(Object.values))
    operation.parameters = operation.parameters?.filter((it) => named || it.name !== 'idempotency-key');
  const home = mkdtempSync(join(tmpdir(), 'nobat-api-'));
  const config = join(home, 'schemathesis.toml');
  const bearer = (who, token) => `[auth.openapi.${who}]\nbearer = "${token}"\n`;
  writeFileSync(config, bearer('citizen', citizen) + bearer('staff', staff));
  const description = join(home, 'openapi.json');
  writeFileSync(description, JSON.stringify(described));
  const wanted = ['--config-file', config, 'run', description];
  wanted.push('--url', `${server.url}/api/v1`, '--no-color', '--phases', 'examples,coverage,fuzzing');
  wanted.push('--checks', CHECKS.join(), '--max-examples', `${CASES}`, '--seed', `${SEED}`);
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
  const after = await booked(server, other);
  const all = [
    await tried(server, 'somebody with a booking', after, staff, false),
    await tried(server, 'somebody who has just entered', await entered(server, fresh), staff, true),
  ];
  const faults = server.log.split('\n').filter((line) => line.includes(' ERROR '));
  if (faults.length > 0) console.error(faults.join('\n'));
  process.exitCode = all.every(Boolean) && faults.length === 0 ? 0 : 1;
} finally {
  await server.stop();
  rmSync(home, { recursive: true });
}
