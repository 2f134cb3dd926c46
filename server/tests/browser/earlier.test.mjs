// «خبر از نوبت زودتر»: who waits is asked on the page, and one button takes the seat.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heading, reloadedUntil, says } from './support/browser.mjs';
import * as bank from './support/bank.mjs';
import * as citizen from './support/citizen.mjs';
import { stage } from './support/stage.mjs';
import { faultsInBoth } from './support/states.mjs';

const shop = stage();
const TITLE = 'خبر از نوبت زودتر';
const RESULT = 'نتیجه ثبت نام کارت هوشمند ملی';
const WANTED = 'این نوبت را می‌خواهم';
const KEPT = 'نوبت فعلی را نگه می‌دارم';
/** Far enough that there are earlier days which are neither too near nor holidays. */
const DAY_PLACE = 8;

/** Books a late day and asks to be told of an earlier one. */
async function waiting(t) {
  const page = await shop.visit(t);
  await citizen.goToBank(page, citizen.somebody(), { dayPlace: DAY_PLACE, where: citizen.ILAM });
  await bank.payAndFinish(page);
  await citizen.confirm(page);
  const booked = await page.locator('.panel .when').innerText();
  await page.getByRole('link', { name: TITLE }).click();
  await heading(page, TITLE);
  await citizen.button(page, 'خبرم کن').click();
  await heading(page, TITLE);
  await reloadedUntil(page, () => citizen.button(page, WANTED).count(), 'a round finds a seat');
  return { page, booked };
}

test('two who wait are asked: one takes the earlier seat, the other keeps the booked one', async (t) => {
  const [takes, keeps] = [await waiting(t), await waiting(t)];

  const offered = await takes.page.locator('.seat strong').first().innerText();
  assert.notEqual(offered, takes.booked);
  await says(takes.page, takes.booked);
  assert.deepEqual(await faultsInBoth(takes.page, 'offered'), []);
  await takes.page.goto(`${shop.server.url}/result`);
  await says(takes.page, /نوبت زودتری تا ساعت/);
  await takes.page.goto(`${shop.server.url}/earlier`);
  await citizen.button(takes.page, WANTED).click();
  await heading(takes.page, RESULT);
  assert.equal(await takes.page.locator('.panel .when').innerText(), offered);
  await takes.page.getByRole('link', { name: 'تغییر مکان و زمان تکمیل ثبت نام' }).first().click();
  await says(takes.page, /۳ بار دیگر/);

  await citizen.button(keeps.page, KEPT).click();
  await says(keeps.page, /در فهرست هستید/);
  assert.deepEqual(await faultsInBoth(keeps.page, 'waits'), []);
  await keeps.page.goto(`${shop.server.url}/result`);
  assert.equal(await keeps.page.locator('.panel .when').innerText(), keeps.booked);
  await keeps.page.goto(`${shop.server.url}/earlier`);
  await citizen.button(keeps.page, 'دیگر خبرم نکن').click();
  await citizen.button(keeps.page, 'خبرم کن').waitFor();
  assert.deepEqual(await faultsInBoth(keeps.page, 'new'), []);
});
