// Another system of the card beside the real program: a key by the command, the feed as it happens, and a
// program that is killed without a farewell in the middle of it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { booked, call } from './support/api.mjs';
import { systemKey } from './support/counter.mjs';
import { people } from './support/program.mjs';
import { openCountry } from './support/server.mjs';

let server;
let citizens;

before(async () => {
  server = await openCountry();
  citizens = people('fresh', 3);
});

after(async () => server?.close());

/** The feed as it happens, behind a place; `next` waits for the next booking. */
async function follow(key, last) {
  const headers = { authorization: `Bearer ${key}` };
  if (last) headers['last-event-id'] = last;
  const stop = new AbortController();
  const answer = await fetch(`${server.url}/api/v1/changes/stream?types=seat.booked`, {
    headers,
    signal: stop.signal,
  });
  assert.equal(answer.status, 200);
  const pieces = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const next = async () => {
    for (;;) {
      const end = text.indexOf('\n\n');
      if (end < 0) {
        const { value, done } = await pieces.read();
        assert.ok(!done, 'a stream has no end');
        text += value;
        continue;
      }
      const lines = text.slice(0, end).split('\n');
      text = text.slice(end + 2);
      const field = (name) => lines.find((line) => line.startsWith(name))?.slice(name.length);
      if (field('data: ')) return { id: field('id: '), ...JSON.parse(field('data: ')) };
    }
  };
  return { next, drop: () => stop.abort() };
}

test('who follows has missed nothing after the program was killed', async () => {
  const key = systemKey(server, 'follower', ['feed', 'completion']);
  const following = await follow(key);
  await booked(server, citizens[0]);
  const seen = await following.next();
  assert.equal(seen.type, 'seat.booked');
  assert.equal(seen.request.stage, 'booked');
  // Acknowledged, perhaps told and perhaps not: then the power goes.
  await booked(server, citizens[1]);
  await server.kill();
  following.drop();
  await server.start();

  const again = await follow(key, seen.id);
  await booked(server, citizens[2]);
  const told = [seen, await again.next(), await again.next()];
  const places = told.map(({ position }) => Number(position.split('.')[2]));
  assert.ok(places[0] < places[1] && places[1] < places[2], `${places}`);
  assert.equal(new Set(told.map(({ request }) => request.id)).size, 3);
  again.drop();

  // What was reported is there as well, and is not reported twice.
  const { code, appointment } = told[1].request;
  const report = { code, stage: 'begun', office: appointment.office };
  assert.equal((await call(server, 'POST', '/stages', report, key)).changed, true);
  await server.kill();
  await server.start();
  const twice = await call(server, 'POST', '/stages', report, key);
  assert.equal(twice.changed, false);
  assert.equal(twice.request.stage, 'begun');
});
