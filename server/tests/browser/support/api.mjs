// A citizen's way by the API, for tests that need somebody with a seat and no page.
import assert from 'node:assert/strict';

/** Where the seats are looked for. */
export const AREA = '041';

/** An answer of the API that is none of its refusals. */
export async function call(server, method, path, body, token) {
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
export async function entered(server, person) {
  const entry = { national_id: person.national_id, serial: person.serial, question: '', answer: '2' };
  return (await call(server, 'POST', '/sessions', entry)).token;
}

/** The same after a booking: pays at the sandbox's bank, and comes back. */
export async function booked(server, person) {
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
