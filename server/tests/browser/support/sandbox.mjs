// The switches of the outside world: how registry and bank misbehave, what the bank has booked, and
// what happens to a request elsewhere.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { program } from './program.mjs';

async function call(server, method, path, body) {
  const headers = { 'content-type': 'application/json' };
  const init = { method, headers, body: body && JSON.stringify(body) };
  const answer = await fetch(`${server.sandbox}${path}`, init);
  assert.ok(answer.ok, `${method} ${path}: ${answer.status}`);
  return answer;
}

/** A person as a test needs one; what is left out stays as it is. */
export const changePerson = (server, mark) =>
  call(server, 'PUT', '/control/registry/person', mark);
export const registryIs = (server, behaviour) =>
  call(server, 'PUT', '/control/registry/behaviour', behaviour);
/** Faults of the bank; without any it is honest again. */
export const bankFaults = (server, faults = {}) =>
  call(server, 'PUT', '/control/sadad/faults', faults);

/**
 * What happens at an office, in production and at the place of delivery.
 * @param {'missed' | 'begun' | 'finished' | 'production' | 'ready' | 'delivered'} to
 */
export function step(server, code, to) {
  execFileSync(program, ['sandbox', 'step', '--data', server.data, '--code', code, '--to', to]);
}

/** The card of the request with this tracking code is in its owner's hands. */
export function deliver(server, code) {
  for (const to of ['begun', 'finished', 'production', 'delivered']) step(server, code, to);
}

/** Every payment that the bank knows of. */
export async function ledger(server) {
  const answer = await call(server, 'GET', '/control/sadad/ledger');
  return (await answer.json()).payments;
}
