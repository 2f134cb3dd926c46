// The site on a telephone's home screen: what is shown without a connection, and what is kept.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heading, turn } from './support/browser.mjs';
import * as bank from './support/bank.mjs';
import * as citizen from './support/citizen.mjs';
import { stage } from './support/stage.mjs';

const shop = stage();

const working = (page) => page.evaluate(() => navigator.serviceWorker.ready.then(() => true));

/** Every address of which the browser keeps an answer for the worker, and all that they say. */
const kept = (page) =>
  page.evaluate(async () => {
    const found = {};
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const answer = await cache.match(request);
        found[new URL(request.url).pathname] = await answer.text();
      }
    }
    return found;
  });

test('without a connection one page is shown, in the language of the last, and it leads back', async (t) => {
  const page = await shop.visit(t, { width: 'phone', offline: 'expected' });
  await working(page);
  await page.reload();
  await page.context().setOffline(true);
  await page.goto(`${shop.server.url}/conditions`);
  await heading(page, 'اینترنت قطع است');
  await page.context().setOffline(false);
  await page.getByRole('main').getByRole('link').click();
  await heading(page, citizen.TITLE);
  await turn(page, 'en');
  await page.reload();
  await page.context().setOffline(true);
  await page.goto(`${shop.server.url}/process`);
  await heading(page, 'You are offline');
  await page.context().setOffline(false);
});

test('nothing of a citizen is ever kept on the device', async (t) => {
  const person = citizen.somebody();
  const page = await shop.visit(t, { width: 'phone' });
  await working(page);
  await page.reload();
  await citizen.goToBank(page, person);
  await bank.payAndFinish(page);
  const code = await citizen.confirm(page);
  const all = await kept(page);
  const known = ['/app/offline/en', '/app/offline/fa', '/app/offline/last'];
  const pages = Object.keys(all).filter((path) => !path.startsWith('/static/'));
  assert.deepEqual(pages.sort(), known);
  for (const secret of [person.national_id, person.serial, code, person.mother_name])
    assert.ok(!Object.values(all).some((text) => text.includes(secret)), secret);
});

test('the manifest offers what a home screen needs', async (t) => {
  const page = await shop.visit(t, { width: 'phone' });
  const address = await page.locator('link[rel=manifest]').getAttribute('href');
  const manifest = await (await fetch(`${shop.server.url}${address}`)).json();
  assert.equal(manifest.display, 'standalone');
  assert.equal(manifest.name, citizen.TITLE);
  for (const { src, sizes } of manifest.icons.filter(({ type }) => type === 'image/png')) {
    const bytes = new Uint8Array(await (await fetch(`${shop.server.url}${src}`)).arrayBuffer());
    const width = new DataView(bytes.buffer).getUint32(16);
    assert.equal(`${width}x${width}`, sizes, src);
  }
});
