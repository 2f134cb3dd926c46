// The long form and the scan of the booklet, where an operator has switched them on.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heading, says } from './support/browser.mjs';
import * as bank from './support/bank.mjs';
import * as citizen from './support/citizen.mjs';
import * as counter from './support/counter.mjs';
import { persian, solarDay } from './support/digits.mjs';
import { stage } from './support/stage.mjs';
import { isClean } from './support/states.mjs';

const shop = stage();
const ADDRESS = 'مراغه، خیابان امام، کوچه‌ی لاله، پلاک ۱۲، واحد ۳';
const CHILD = '0012345679';

let operators = 0;
/** An operator, at the page of the switches. */
async function operator(t) {
  const page = await shop.visit(t, { script: false });
  const name = `op-${(operators += 1)}`;
  await counter.enrol(page, shop.server, name, counter.hire(shop.server, name, 'operator'));
  await page.getByRole('link', { name: 'تنظیمات' }).click();
  await heading(page, 'تنظیمات');
  return page;
}

async function switchTo(page, longForm, scan) {
  const word = (on) => (on ? 'روشن' : 'خاموش');
  const group = (name) => page.getByRole('group', { name });
  await group('فرم بلند').getByLabel(word(longForm)).check();
  await group('تصویر شناسنامه').getByLabel(word(scan)).check();
  await page.getByRole('button', { name: 'ذخیره' }).click();
  await says(page, 'تنظیمات ذخیره شد.');
}

async function fillOwn(page) {
  for (const [id, text] of [
    ['first', 'زهرا'],
    ['family', 'رعد'],
    ['booklet', '۱۲۳۴'],
    ['home_code', '1619735744'],
    ['home_street', ADDRESS],
    ['father', 'منوچهر'],
  ]) {
    await page.locator(`#${id}`).fill(text);
  }
}

async function addChild(page, n, first, nid) {
  await page.getByRole('button', { name: /^افزودن فرزند/ }).click();
  const row = page.getByRole('group', { name: `فرزند ${persian(n)}`, exact: true });
  await row.getByLabel('نام', { exact: true }).fill(first);
  await row.getByLabel('نام خانوادگی', { exact: true }).fill('رعد');
  await row.getByLabel('شماره ملی').fill(nid);
  return row;
}

/** From the confirmation, a picture of whatever page is there. */
async function sendScan(page) {
  await page.getByRole('main').getByRole('link', { name: 'تصویر شناسنامه' }).click();
  const buffer = await page.screenshot({ type: 'jpeg' });
  const photo = { name: 'booklet.jpg', mimeType: 'image/jpeg', buffer };
  await page.getByLabel('تصویر صفحه‌ی اول شناسنامه').setInputFiles(photo);
  await page.getByRole('button', { name: 'بارگذاری تصویر شناسنامه' }).click();
  await says(page, 'تصویر شناسنامه رسید');
}

test('the long form is filled in on a telephone, and survives a killed server', async (t) => {
  await switchTo(await operator(t), true, false);
  const person = citizen.somebody();
  const page = await shop.visit(t, { width: 'phone' });
  await citizen.enter(page, person);
  await heading(page, citizen.REGISTRATION);
  await says(page, '۱ از ۶');
  await isClean(page, 'long-registration');
  await citizen.fillDetails(page, person);
  await fillOwn(page);
  await page.getByRole('button', { name: 'افزودن فرزند' }).click();
  const row = page.getByRole('group', { name: 'فرزند ۱', exact: true });
  await row.waitFor();
  assert.ok(await row.evaluate((it) => it === document.activeElement), 'the new row is next');
  await row.getByLabel('نام', { exact: true }).fill('کیان');
  await row.getByLabel('نام خانوادگی', { exact: true }).fill('رعد');
  await row.getByLabel('شماره ملی').fill(CHILD);
  await addChild(page, 2, 'نگار', '');
  await citizen.answerQuestions(page);
  // Typed, and kept by the script alone.
  const saved = page.waitForResponse((it) => it.url().endsWith('/register/draft') && it.ok());
  await page.locator('#father').fill('بهرام');
  await page.locator('#father').blur();
  await saved;
  await shop.server.kill();
  await shop.server.start();
  await page.context().clearCookies();
  await page.goto(shop.server.url);
  await citizen.enter(page, person);
  await says(page, /درخواست شما پیش‌تر آغاز شده است/);
  for (const [id, text] of [
    ['first', 'زهرا'],
    ['home_street', ADDRESS],
    ['father', 'بهرام'],
    ['child1_nid', persian(CHILD)],
    ['child2_first', 'نگار'],
  ]) {
    assert.equal(await page.locator(`#${id}`).inputValue(), text, id);
  }
  await citizen.search(page);
  await citizen.takeSeat(page);
  await isClean(page, 'long-filled');
  await citizen.submit(page);
  await page.getByRole('alert').getByRole('link', { name: /شماره ملی فرزند ۲/ }).waitFor();
  await isClean(page, 'long-faults');
  for (const part of ['first', 'family', 'nid']) await page.locator(`#child2_${part}`).fill('');
  await citizen.submit(page);
  await heading(page, 'اطلاعات کارت شما');
});

test('a switch that is turned in the middle takes nothing that was typed', async (t) => {
  const staff = await operator(t);
  await switchTo(staff, true, false);
  const person = citizen.somebody();
  const page = await shop.visit(t, { script: false });
  await citizen.enter(page, person);
  await citizen.fillDetails(page, person, { script: false });
  await fillOwn(page);
  await addChild(page, 1, 'کیان', CHILD);
  await page.getByRole('button', { name: 'افزودن همسر' }).click();
  await switchTo(staff, false, false);
  await citizen.answerQuestions(page);
  await citizen.button(page, 'جستجو').click();
  await heading(page, citizen.REGISTRATION);
  assert.equal(await page.locator('#first').count(), 0);
  await switchTo(staff, true, false);
  await page.goto(`${shop.server.url}/register`);
  assert.equal(await page.locator('#child1_first').inputValue(), 'کیان');
  assert.equal(await page.locator('#home_street').inputValue(), ADDRESS);
});

test('a scan is sent, seen again and sent anew', async (t) => {
  await switchTo(await operator(t), false, true);
  for (const width of ['phone', 'desktop']) {
    const page = await shop.visit(t, { width });
    await citizen.enter(page, citizen.somebody());
    await heading(page, citizen.REGISTRATION);
    const foot = page.getByRole('navigation', { name: 'عملیات مجاز برای شما' });
    await foot.getByRole('link', { name: 'تصویر شناسنامه' }).click();
    await heading(page, 'تصویر شناسنامه');
    await isClean(page, 'long-documents');
    const file = (name, mimeType, buffer) =>
      page.getByLabel('تصویر صفحه‌ی اول شناسنامه').setInputFiles({ name, mimeType, buffer });
    await file('booklet.jpg', 'image/jpeg', Buffer.from('no picture at all'));
    await page.getByRole('button', { name: 'بارگذاری تصویر شناسنامه' }).click();
    await page.getByRole('alert').getByRole('link', { name: /باید JPEG/ }).waitFor();
    await isClean(page, 'long-documents-faults');
    const photo = await page.screenshot({ type: 'jpeg' });
    await file('booklet.jpg', 'image/jpeg', photo);
    await page.getByRole('button', { name: 'بارگذاری تصویر شناسنامه' }).click();
    await says(page, 'تصویر شناسنامه رسید');
    const seen = page.getByAltText('تصویری که فرستاده‌اید');
    assert.ok(await seen.evaluate((it) => it.naturalWidth > 100), 'the picture is there');
    await says(page, /۴ بار دیگر/);
    await isClean(page, 'long-documents-kept');
  }
});

test('a team comes to the address of the long form; all of it is shown, edited and taken along', async (t) => {
  const staff = await operator(t);
  await switchTo(staff, true, true);
  const person = citizen.somebody();
  const page = await shop.visit(t, { width: 'phone' });
  await citizen.enter(page, person);
  await citizen.fillDetails(page, person);
  await fillOwn(page);
  await addChild(page, 1, 'کیان', CHILD);
  await citizen.answerQuestions(page, ['خیر', 'بله', 'بله', 'بله']);
  assert.equal(await page.getByLabel('نشانی خانه').count(), 1, 'asked for once');
  await isClean(page, 'long-home');
  await citizen.search(page, citizen.QOM);
  await citizen.takeSeat(page);
  await citizen.submit(page);
  await bank.payAndFinish(page);
  await heading(page, 'تایید نهایی');
  for (const text of ['زهرا رعد', 'منوچهر', persian(CHILD), ADDRESS]) await says(page, text);
  await isClean(page, 'long-confirm');
  await sendScan(page);
  await page.goto(`${shop.server.url}/data`);
  await says(page, 'کیان');
  const seen = page.locator('img.picture');
  assert.ok(await seen.evaluate((it) => it.naturalWidth > 100), 'the picture is there');
  await isClean(page, 'long-data');
  await page.goto(`${shop.server.url}/edit`);
  await isClean(page, 'long-edit');
  await page.getByRole('button', { name: 'افزودن همسر' }).click();
  await page.getByRole('group', { name: 'همسر', exact: true }).getByLabel('شماره ملی').fill('1');
  await citizen.button(page, 'ثبت تغییرات').click();
  await page.getByRole('alert').getByRole('link', { name: /شماره ملی همسر/ }).waitFor();
  await isClean(page, 'long-edit-faults');
  assert.equal(await page.locator('#home_street').inputValue(), ADDRESS);
});

test('the office of the seat sees the scan on the day', async (t) => {
  const staff = await operator(t);
  await switchTo(staff, false, true);
  const person = citizen.somebody();
  const page = await shop.visit(t);
  await citizen.enter(page, person);
  await citizen.fillUpToList(page, person);
  const day = await citizen.field(page, 'تاریخ').inputValue();
  const seat = await citizen.takeSeat(page);
  await citizen.submit(page);
  await bank.payAndFinish(page);
  await heading(page, 'تایید نهایی');
  await sendScan(page);
  await page.goto(`${shop.server.url}/confirm`);
  const code = await citizen.confirm(page);
  const office = await counter.numberOf(staff, shop.server, citizen.officeOf(seat));
  const days = Array.from({ length: 60 }, (_, days) => days);
  await shop.server.daysAhead(days.find((days) => solarDay(days) === day));
  const clerk = await shop.visit(t);
  await counter.enrol(clerk, shop.server, 'zahra', counter.hire(shop.server, 'zahra', 'office', office));
  await clerk.getByRole('link', { name: 'نوبت‌های روز' }).click();
  await citizen.field(clerk, 'شماره پیگیری یا اسکن رسید').fill(code);
  await citizen.button(clerk, 'یافتن').click();
  await citizen.button(clerk, 'دیدن تصویر شناسنامه').click();
  await heading(clerk, 'تصویر شناسنامه');
  const seen = clerk.getByAltText('صفحه‌ی شناسنامه‌ی صاحب این درخواست');
  assert.ok(await seen.evaluate((it) => it.naturalWidth > 100), 'the picture is there');
  const faults = [];
  await counter.lookAtBoth(clerk, 'scan', faults);
  assert.deepEqual(faults, []);
});
