// One request after another: a re-issue at its own fee, a free replacement, and the tariff that both
// follow, as citizens and operators meet them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heading, says } from './support/browser.mjs';
import * as bank from './support/bank.mjs';
import * as citizen from './support/citizen.mjs';
import * as counter from './support/counter.mjs';
import { deliver } from './support/sandbox.mjs';
import { stage } from './support/stage.mjs';
import { isClean } from './support/states.mjs';

const shop = stage();
const NEW = 'درخواست تازه';

/** Somebody who has the first card, at the result. */
async function withCard(t, dayPlace, how) {
  const page = await shop.visit(t, how);
  await citizen.goToBank(page, citizen.somebody(), { dayPlace, where: citizen.ILAM });
  await bank.payAndFinish(page);
  const code = await citizen.confirm(page);
  deliver(shop.server, code);
  await page.reload();
  await says(page, /کارت شما تحویل شده است/);
  return { page, code };
}

async function open(page, kind) {
  await page.getByRole('link', { name: NEW }).first().click();
  await heading(page, NEW);
  await page.getByRole('radio', { name: kind }).check();
  await citizen.button(page, 'ادامه').click();
  await heading(page, citizen.REGISTRATION);
}

test('who has the card opens a re-issue, pays for it and gets a receipt that names it', async (t) => {
  const { page, code } = await withCard(t, 3, { width: 'phone' });
  await page.getByRole('link', { name: NEW }).first().click();
  await heading(page, NEW);
  await isClean(page, 'kinds-opening');
  await citizen.button(page, 'ادامه').click();
  await page.getByRole('alert').waitFor();
  await page.getByRole('radio', { name: /فقدان، اولین بار/ }).check();
  await citizen.button(page, 'ادامه').click();
  await heading(page, citizen.REGISTRATION);
  await says(page, /نوع درخواست: .*فقدان، اولین بار/);
  await says(page, /۷۲۰٬۰۰۰/);
  await citizen.search(page, citizen.ILAM, 5);
  await citizen.takeSeat(page);
  await citizen.submit(page);
  await bank.payAndFinish(page);
  const second = await citizen.confirm(page);
  assert.notEqual(second, code, 'each request has a code of its own');
  await page.goto(`${shop.server.url}/result/print`);
  await says(page, /صدور مجدد به علت فقدان، اولین بار/);
  await isClean(page, 'kinds-receipt');
  await page.goto(`${shop.server.url}/request/new`);
  await heading(page, 'درخواست تازه اکنون ممکن نیست');
  await isClean(page, 'kinds-not-open');
});

test('what an officer got wrong is replaced without a bank', async (t) => {
  const { page, code } = await withCard(t, 6);
  const clerk = await shop.visit(t);
  const name = 'op-mistake';
  await counter.enrol(clerk, shop.server, name, counter.hire(shop.server, name, 'operator'));
  await clerk.goto(`${shop.server.url}/ops/mistake`);
  await clerk.getByLabel('شماره پیگیری').fill(code);
  await clerk.getByLabel('دلیل').fill('نام پدر اشتباه چاپ شده است');
  const faults = [];
  await counter.lookAtBoth(clerk, 'mistake', faults);
  assert.deepEqual(faults, []);
  await clerk.getByRole('button', { name: 'ثبت اشتباه' }).click();
  await clerk.getByRole('status').waitFor();
  await open(page, /به علت اشتباه مامور/);
  await says(page, /این درخواست هزینه ندارد/);
  await citizen.search(page, citizen.ILAM, 6);
  await citizen.takeSeat(page);
  await citizen.button(page, 'ثبت اطلاعات').click();
  await citizen.confirm(page);
  await says(page, /تعویض به علت اشتباه مامور/);
});

test('an operator announces a fee, and citizens read it beforehand', async (t) => {
  const page = await shop.visit(t, { width: 'desktop' });
  const name = 'op-tariff';
  await counter.enrol(page, shop.server, name, counter.hire(shop.server, name, 'operator'));
  await page.goto(`${shop.server.url}/ops/tariff`);
  await heading(page, 'تعرفه');
  const faults = [];
  await counter.lookAtBoth(page, 'tariff', faults);
  await page.getByRole('link', { name: 'اعلام تعرفه‌ی تازه' }).last().click();
  await heading(page, 'اعلام تعرفه‌ی تازه');
  await page.getByRole('button', { name: 'بازبینی' }).click();
  await page.getByRole('alert').waitFor();
  await counter.lookAtBoth(page, 'tariff-new-faults', faults);
  await page.getByLabel('از روز').fill('۱۴۵۰/۰۱/۰۱');
  await page.getByLabel('فعالسازی امضای الکترونیکی').fill('۴۵٬۰۰۰');
  await page.getByLabel(/تعویض به علت تغییر/).fill('4500');
  await page.getByRole('button', { name: 'بازبینی' }).click();
  await heading(page, 'بازبینی تعرفه پیش از اعلام');
  await says(page, /برابر ۴٬۵۰۰ تومان/);
  await says(page, /ببینید که تومان به جای ریال نوشته نشده باشد/);
  await counter.lookAtBoth(page, 'tariff-check', faults);
  await page.getByRole('button', { name: 'درست است، اعلام شود' }).click();
  await heading(page, 'تعرفه');
  await counter.lookAtBoth(page, 'tariff-announced', faults);
  assert.deepEqual(faults, []);
  const reader = await shop.visit(t);
  await reader.goto(`${shop.server.url}/conditions`);
  await says(reader, /تغییرهای اعلام‌شده/);
  await says(reader, /۴۵٬۰۰۰/);
  await isClean(reader, 'kinds-conditions');
});
