// The foot of every page: the operations that are allowed now, no others, and the server agrees.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heading, says } from './support/browser.mjs';
import * as bank from './support/bank.mjs';
import * as citizen from './support/citizen.mjs';
import { persian } from './support/digits.mjs';
import { stage } from './support/stage.mjs';

const shop = stage();
const PRINT = 'چاپ رسید ثبت نام';
const EDIT = 'ویرایش مشخصات فردی';
const MOBILE = 'تغییر موبایل';
const MOVE = 'تغییر مکان و زمان تکمیل ثبت نام';
const DELIVERY = 'تغییر مکان تحویل کارت';
const GIVE_BACK = 'پس دادن نوبت';
const EARLIER = 'خبر از نوبت زودتر';
const SAVE = 'ذخیره‌ی رسید ثبت نام در فایل';
const MAIL = 'ارسال رسید ثبت نام به ایمیل';
const RESULT = 'نتیجه ثبت نام کارت هوشمند ملی';

/** Types an address by hand and tells where it led, by path and heading. */
async function goBy(page, path) {
  await page.goto(`${shop.server.url}${path}`);
  return new URL(page.url()).pathname;
}

async function booked(t, dayPlace) {
  const person = citizen.somebody();
  const page = await shop.visit(t);
  const seat = await citizen.goToBank(page, person, { dayPlace, where: citizen.ILAM });
  await bank.payAndFinish(page);
  const code = await citizen.confirm(page);
  return { page, person, seat, code };
}

const useFoot = (page, name) =>
  page
    .getByRole('navigation', { name: 'عملیات مجاز برای شما' })
    .getByRole('link', { name })
    .click();

test('before anything is filled in only the mobile is changed, and no address leads further', async (t) => {
  const page = await shop.visit(t);
  assert.deepEqual(await citizen.operations(page), []);
  for (const path of ['/register', '/confirm', '/result', '/edit', '/move', '/pay/failed']) {
    assert.equal(await goBy(page, path), '/', `a stranger at ${path} is led to the entry page`);
  }
  await citizen.enter(page, citizen.somebody());
  await heading(page, citizen.REGISTRATION);
  assert.deepEqual(await citizen.operations(page), [MOBILE]);
  for (const path of [
    '/confirm',
    '/result',
    '/result/print',
    '/choose',
    '/pay/checking',
    '/pay/failed',
  ]) {
    assert.equal(await goBy(page, path), '/register', `${path} leads to the form`);
  }
  for (const [path, says] of [
    ['/edit', 'نخست فرم ثبت درخواست را پر کنید'],
    ['/move', 'نخست نوبت بگیرید'],
    ['/delivery', 'نخست نوبت بگیرید'],
    ['/give-back', 'نخست نوبت بگیرید'],
  ]) {
    await goBy(page, path);
    await heading(page, says);
  }
  await goBy(page, '/no-such-page');
  await heading(page, 'این صفحه پیدا نشد');
});

test('the unpaid may edit and change the mobile, the booked also print and move', async (t) => {
  const person = citizen.somebody();
  const page = await shop.visit(t);
  await citizen.goToBank(page, person);
  assert.equal(await goBy(page, '/result'), '/confirm', 'no result before the money');
  assert.deepEqual(await citizen.operations(page), [EDIT, MOBILE]);
  await goBy(page, '/move');
  await heading(page, 'نخست نوبت بگیرید');
  await goBy(page, '/confirm');
  await citizen.button(page, 'پرداخت').click();
  await bank.payAndFinish(page);
  await heading(page, 'تایید نهایی');
  const all = [PRINT, EDIT, MOBILE, MOVE, DELIVERY, SAVE, MAIL, GIVE_BACK, EARLIER];
  assert.deepEqual(await citizen.operations(page), all);
  await citizen.confirm(page);
  assert.deepEqual(await citizen.operations(page), all);
  for (const path of ['/register', '/choose', '/pay/failed', '/pay/checking']) {
    assert.match(
      await goBy(page, path),
      /^\/(result|confirm)$/,
      `${path} leads to what is booked`,
    );
  }
  await goBy(page, '/result');
  await useFoot(page, PRINT);
  await heading(page, 'رسید ثبت نام کارت هوشمند ملی');
});

test('details are edited and the receipt shows them', async (t) => {
  const { page, code } = await booked(t, 4);
  await useFoot(page, EDIT);
  await heading(page, 'ویرایش مشخصات');
  await citizen.field(page, 'نام مادر').fill('');
  await citizen.button(page, 'ثبت تغییرات').click();
  await page
    .getByRole('alert')
    .getByRole('link', { name: /نام مادر را وارد کنید/ })
    .waitFor();
  await citizen.field(page, 'نام مادر').fill('پروانه');
  await citizen.field(page, 'دین').selectOption({ label: 'زرتشتی' });
  await citizen.button(page, 'ثبت تغییرات').click();
  assert.equal(await citizen.trackingCode(page), code);
  await says(page, 'پروانه');
  await says(page, 'زرتشتی');
});

test('the mobile is changed, and only to another one', async (t) => {
  const { page } = await booked(t, 5);
  await useFoot(page, MOBILE);
  await heading(page, 'تغییر موبایل');
  await says(page, /۰۹۱۴•+۸۱۳۶/);
  for (const [number, sentence] of [
    [citizen.MOBILE, /این همان شماره‌ی کنونی شماست/],
    ['0914', 'شماره تلفن همراه با ۰۹ آغاز می‌شود و ۱۱ رقم دارد.'],
  ]) {
    await citizen.field(page, 'شماره تلفن همراه').fill(number);
    await citizen.button(page, 'ثبت شماره‌ی جدید').click();
    await page.getByRole('alert').getByRole('link', { name: sentence }).waitFor();
  }
  await citizen.field(page, 'شماره تلفن همراه').fill('+98 912 000 1122');
  await citizen.button(page, 'ثبت شماره‌ی جدید').click();
  await heading(page, RESULT);
  await says(page, persian('09120001122'));
});

test('a move takes the new seat, lets the old one go and keeps the tracking code', async (t) => {
  const { page, seat, code } = await booked(t, 6);
  await useFoot(page, MOVE);
  await heading(page, MOVE);
  await says(page, /تا نوبت جدید گرفته نشود، این نوبت از دست نمی‌رود/);
  await citizen.button(page, 'گرفتن نوبت جدید').click();
  await page
    .getByRole('alert')
    .getByRole('link', { name: 'یکی از نوبت‌ها را انتخاب کنید.' })
    .waitFor();
  await citizen.search(page, citizen.MARAGHEH, 8);
  const taken = await citizen.takeSeat(page, 3);
  await citizen.button(page, 'گرفتن نوبت جدید').click();
  assert.equal(await citizen.trackingCode(page), code);
  await says(page, citizen.officeOf(taken));
  const seen = await page.getByRole('main').innerText();
  assert.ok(!seen.includes(citizen.officeOf(seat)), 'the old seat is gone from the result');
});

test('«انصراف» leaves the session on this device and nothing else', async (t) => {
  const { page, person, code } = await booked(t, 7);
  await citizen.button(page, 'انصراف').click();
  await heading(page, citizen.TITLE);
  assert.equal(await goBy(page, '/result'), '/');
  await citizen.enter(page, person);
  assert.equal(await citizen.trackingCode(page), code);
});

test('a form of an older page, or of another site, changes nothing', async (t) => {
  const { page, code } = await booked(t, 9);
  for (const csrf of ['', 'made-up']) {
    const form = { csrf, mobile: '09120001122' };
    const answer = await page.request.post(`${shop.server.url}/mobile`, { form });
    assert.equal(answer.status(), 403);
    assert.match(await answer.text(), /چیزی تغییر نکرد/);
  }
  await page.reload();
  assert.equal(await citizen.trackingCode(page), code);
  await says(page, persian(citizen.MOBILE));
});
