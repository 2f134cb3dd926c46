// Texts to citizens: on the phone that gets them, and in figures behind the counter.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultsOfAccess, heading, reloadedUntil, says } from './support/browser.mjs';
import * as bank from './support/bank.mjs';
import * as citizen from './support/citizen.mjs';
import * as counter from './support/counter.mjs';
import { persian } from './support/digits.mjs';
import { stage } from './support/stage.mjs';

const shop = stage();

test('whoever has paid gets one text with the code, and operators see it counted', async (t) => {
  const person = citizen.somebody();
  const page = await shop.visit(t, { width: 'phone' });
  await citizen.goToBank(page, person, { where: citizen.ILAM });
  await bank.payAndFinish(page);
  const code = await citizen.confirm(page);

  await page.goto(`${shop.server.sandbox}/`);
  await page.getByRole('link', { name: 'صندوق پیامک‌ها' }).click();
  await heading(page, 'صندوق پیامک‌ها');
  await page.getByLabel('شماره‌ی این تلفن').fill(citizen.MOBILE);
  await page.getByRole('button', { name: 'نمایش پیامک‌ها' }).click();
  const text = page.getByRole('listitem').filter({ hasText: persian(code) });
  await reloadedUntil(page, async () => (await text.count()) === 1, 'the text has come');
  assert.deepEqual(await faultsOfAccess(page), []);

  const desk = await shop.visit(t, { width: 'desktop' });
  const name = 'op-messages';
  await counter.enrol(desk, shop.server, name, counter.hire(shop.server, name, 'operator'));
  await desk.goto(`${shop.server.url}/ops/messages`);
  await heading(desk, 'پیامک‌ها و نامه‌ها');
  await says(desk, /ثبت نوبت/);
  const faults = [];
  await counter.lookAtBoth(desk, 'messages', faults);
  assert.deepEqual(faults, []);
});
