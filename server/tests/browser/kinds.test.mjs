// One request after another: a re-issue at its own fee, a free replacement, and the tariff that both
// follow, as citizens and operators meet them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heading, reloadedUntil, says } from './support/browser.mjs';
import * as bank from './support/bank.mjs';
import * as citizen from './support/citizen.mjs';
import * as counter from './support/counter.mjs';
import { persian } from './support/digits.mjs';
import { bankFaults, deliver } from './support/sandbox.mjs';
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

test('what is left of two payments goes back: an operator says so, and the citizen reads it', async (t) => {
  const person = citizen.somebody();
  const page = await shop.visit(t);
  await citizen.goToBank(page, person, { dayPlace: 8, where: citizen.ILAM });
  const second = await page.context().newPage();
  await second.goto(`${shop.server.url}/confirm`);
  await citizen.button(second, 'پرداخت').click();
  await heading(second, 'اطلاعات کارت شما');
  // The bank says nothing until both have paid: both are then asked about, and both are there.
  await bankFaults(shop.server, { verify: 'down' });
  t.after(() => bankFaults(shop.server));
  for (const tab of [second, page]) {
    await tab.bringToFront();
    await bank.payAndFinish(tab);
    await heading(tab, 'در حال پرسیدن نتیجه از بانک');
  }
  await bankFaults(shop.server);
  const isBooked = () => page.getByRole('heading', { level: 1, name: 'تایید نهایی' }).isVisible();
  await reloadedUntil(page, isBooked, 'the bank is asked again');
  await second.close();
  deliver(shop.server, await citizen.confirm(page));
  const data = async () => {
    await page.goto(`${shop.server.url}/data`);
    await heading(page, 'اطلاعات من');
  };
  const isCredit = () => page.getByText('نوبت بعدی').first().isVisible();
  await data();
  await reloadedUntil(page, isCredit, 'the second payment is found too');
  await page.goto(`${shop.server.url}/result`);
  await open(page, /فقدان، اولین بار/);
  await data();
  await says(page, 'بانک آن را برمی‌گرداند');
  await isClean(page, 'data-reversal');

  const clerk = await shop.visit(t);
  const name = 'op-reversal';
  const faults = [];
  await counter.enrol(clerk, shop.server, name, counter.hire(shop.server, name, 'operator'));
  await clerk.goto(`${shop.server.url}/ops/reversals`);
  await heading(clerk, 'پول‌های برگشتنی');
  await counter.lookAtBoth(clerk, 'reversals', faults);
  await clerk.getByRole('link', { name: /ثبت برگشت/ }).click();
  await heading(clerk, 'ثبت برگشت پول');
  await clerk.getByRole('button', { name: 'بازبینی' }).click();
  await clerk.getByRole('alert').waitFor();
  await counter.lookAtBoth(clerk, 'reversal-faults', faults);
  await clerk.getByLabel('شماره مرجع بانک برای برگشت').fill('۹۹۰۰۱۱');
  await clerk.getByRole('button', { name: 'بازبینی' }).click();
  await says(clerk, /یک بار دیگر با گزارش بانک مقایسه کنید/);
  await counter.lookAtBoth(clerk, 'reversal-sure', faults);
  await clerk.getByRole('button', { name: 'بله، بانک این پول را برگردانده است' }).click();
  await says(clerk, /برگشت پول ثبت شد/);
  await counter.lookAtBoth(clerk, 'reversals-done', faults);
  assert.deepEqual(faults, []);
  await data();
  await says(page, 'بانک آن را برگردانده است');
  await says(page, persian('990011'));
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
