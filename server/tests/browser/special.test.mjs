// The guide's special cases that nothing else here walks through: a replaced booklet, another city,
// a café, no printer.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heading, says } from './support/browser.mjs';
import * as bank from './support/bank.mjs';
import * as citizen from './support/citizen.mjs';
import { latin, persian, solarDay } from './support/digits.mjs';
import { dial, readOn, send } from './support/phone.mjs';
import { changePerson, step } from './support/sandbox.mjs';
import { stage } from './support/stage.mjs';

const shop = stage();
const HOUR = 3_600_000;
const MOVE = 'تغییر مکان و زمان تکمیل ثبت نام';
const DELIVERY = 'تغییر مکان تحویل کارت';
const RESULT = 'نتیجه ثبت نام کارت هوشمند ملی';
const NEW_SERIAL = '111222';

async function booked(t, dayPlace) {
  const person = citizen.somebody();
  const page = await shop.visit(t);
  const seat = await citizen.goToBank(page, person, { dayPlace, where: citizen.ILAM });
  await bank.payAndFinish(page);
  const code = await citizen.confirm(page);
  return { page, person, office: citizen.officeOf(seat), code };
}

test('X2: a replaced booklet is told when to come back, and then goes on where it stood', async (t) => {
  const { page, person, code } = await booked(t, 4);
  const { national_id } = person;
  const replaced = (hours) =>
    changePerson(shop.server, { national_id, serial: NEW_SERIAL, replaced_at_ms: Date.now() - hours * HOUR });
  await replaced(5);
  const renewed = { national_id, serial: NEW_SERIAL };
  const elsewhere = await shop.visit(t, { width: 'phone' });
  await citizen.enter(elsewhere, renewed);
  await heading(elsewhere, /^از .* دوباره مراجعه کنید$/);
  await says(elsewhere, /سریال شناسنامه‌ی جدید شما هنوز به این سامانه نرسیده است/);
  const title = await elsewhere.getByRole('heading', { level: 1 }).innerText();
  assert.doesNotMatch(title, /جمعه/, 'no working hour is on a Friday');
  // The old serial leads nowhere any more, and the request is as it was.
  await elsewhere.goto(shop.server.url);
  await citizen.enter(elsewhere, person);
  await elsewhere.getByRole('alert').waitFor();
  // Fourteen days later the hours have passed, whatever holidays were between.
  await replaced(14 * 24);
  await elsewhere.goto(shop.server.url);
  await citizen.enter(elsewhere, renewed);
  assert.equal(await citizen.trackingCode(elsewhere), code);
  await says(elsewhere, persian(NEW_SERIAL));
  await page.context().close();
});

test('X3, X4: who moves to another city does at each stage what the guide says', async (t) => {
  const { page, person, office, code } = await booked(t, 5);
  const goTo = (path) => page.goto(`${shop.server.url}${path}`);
  // Nobody has been at the office yet: another office, in the new city.
  await goTo('/result');
  await page.getByRole('link', { name: MOVE }).first().click();
  await citizen.search(page, citizen.MARAGHEH, 6);
  const seat = await citizen.takeSeat(page);
  await citizen.button(page, 'گرفتن نوبت جدید').click();
  assert.equal(await citizen.trackingCode(page), code);
  const here = citizen.officeOf(seat);
  assert.notEqual(here, office);

  // Begun and not finished: a message, and both are shut.
  step(shop.server, code, 'begun');
  await goTo('/result');
  const operations = await citizen.operations(page);
  assert.ok(!operations.includes(MOVE) && !operations.includes(DELIVERY), `${operations}`);
  for (const [path, sentence] of [
    ['/move', /تکمیل ثبت نام شما در .* آغاز شده است/],
    ['/delivery', /تکمیل ثبت نام شما نیمه‌کاره است/],
  ]) {
    await goTo(path);
    await says(page, sentence);
    await says(page, here);
  }

  // Finished, and no card is made yet: it goes to the registry office of the new city.
  step(shop.server, code, 'finished');
  await goTo('/result');
  assert.ok((await citizen.operations(page)).includes(DELIVERY));
  await page.getByRole('link', { name: DELIVERY }).click();
  await citizen.field(page, 'شهر').selectOption({ index: 5 });
  const city = await citizen
    .field(page, 'شهر')
    .evaluate((list) => list.selectedOptions[0].textContent.trim());
  await citizen.button(page, 'نمایش اداره‌ها').click();
  const offices = page.getByRole('group', { name: 'اداره‌ی ثبت احوال' });
  await offices.getByRole('radio').first().check();
  await citizen.button(page, 'ثبت مکان تحویل').click();
  const there = `اداره‌ی ثبت احوال ${city}`;
  await says(page, `مکان تحویل کارت: ${there}`);

  // The card is being made: it is collected where it was to lie.
  step(shop.server, code, 'production');
  await goTo('/delivery');
  await says(page, /تولید کارت آغاز شده است/);
  await says(page, there);
  assert.ok(!(await citizen.operations(page)).includes(DELIVERY));

  // The mobile at any time, also when all is done; and a new entry leads to the same page.
  step(shop.server, code, 'ready');
  step(shop.server, code, 'delivered');
  const elsewhere = await shop.visit(t, { width: 'phone' });
  await citizen.enter(elsewhere, person);
  assert.equal(await citizen.trackingCode(elsewhere), code);
  await says(elsewhere, 'کارت شما تحویل شده است.');
  await elsewhere.getByRole('link', { name: 'تغییر موبایل' }).click();
  await citizen.field(elsewhere, 'شماره تلفن همراه').fill('09120001122');
  await citizen.button(elsewhere, 'ثبت شماره‌ی جدید').click();
  await heading(elsewhere, RESULT);
  await says(elsewhere, persian('09120001122'));
});

test('X1: a session that is over leads to the entry, and the entry leads on to the same stage', async (t) => {
  const { page, person, code } = await booked(t, 7);
  await page.context().clearCookies();
  await page.reload();
  await heading(page, citizen.TITLE);
  await citizen.enter(page, person);
  assert.equal(await citizen.trackingCode(page), code);
});

test('X7: who was registered at a café reads the receipt at home and mends what is wrong there', async (t) => {
  const { page, person, office, code } = await booked(t, 8);
  await page.context().close();
  const home = await shop.visit(t, { width: 'phone' });
  await citizen.enter(home, person);
  assert.equal(await citizen.trackingCode(home), code);
  const receipt = async (...all) => {
    await home.goto(`${shop.server.url}/result/print`);
    await heading(home, 'رسید ثبت نام کارت هوشمند ملی');
    for (const one of all) await says(home, one);
  };
  await receipt(persian(person.national_id), person.mother_name, persian(citizen.MOBILE), office);
  // The café has typed a name of its own and its own telephone.
  const foot = (name) => home.getByRole('link', { name }).first().click();
  await home.goto(`${shop.server.url}/result`);
  await foot('ویرایش مشخصات فردی');
  await citizen.field(home, 'نام مادر').fill('پروانه');
  await citizen.button(home, 'ثبت تغییرات').click();
  assert.equal(await citizen.trackingCode(home), code);
  await foot('تغییر موبایل');
  await citizen.field(home, 'شماره تلفن همراه').fill('09120001122');
  await citizen.button(home, 'ثبت شماره‌ی جدید').click();
  await heading(home, RESULT);
  await receipt('پروانه', persian('09120001122'), office);
});

test('X9: who has printed nothing reads it again anywhere, and a phone without internet guides', async (t) => {
  const { page, person, office, code } = await booked(t, 9);
  await says(page, /نگه داشتن رسید الزامی نیست/);
  await page.context().close();
  const elsewhere = await shop.visit(t, { width: 'phone', script: false });
  await citizen.enter(elsewhere, person);
  assert.equal(await citizen.trackingCode(elsewhere), code);
  await says(elsewhere, office);
  const phone = await shop.visit(t, { width: 'phone' });
  await dial(phone, shop.server, 'form');
  await send(phone, '1');
  await send(phone, code);
  await readOn(phone);
  await send(phone, '2');
  await send(phone, citizen.MOBILE.slice(-4));
  assert.ok((await readOn(phone)).includes(office), 'date and place by phone');
});

test('X2: who replaced the booklet before the new year is known when the holidays are over', async (t) => {
  // Two days before the holidays begin; the clock of this country goes there.
  const days = Array.from({ length: 366 }, (_, days) => days);
  const eve = days.find((days) => days > 0 && solarDay(days).endsWith('/12/27'));
  await shop.server.daysAhead(eve);
  const { national_id } = citizen.somebody();
  const replaced_at_ms = Date.now() + eve * 24 * HOUR - HOUR;
  await changePerson(shop.server, { national_id, serial: NEW_SERIAL, replaced_at_ms });
  const page = await shop.visit(t, { width: 'phone' });
  const renewed = { national_id, serial: NEW_SERIAL };
  await citizen.enter(page, renewed);
  await heading(page, /^از .* دوباره مراجعه کنید$/);
  // From 29 Esfand to 4 Farvardin nobody works.
  const day = latin(await page.getByRole('heading', { level: 1 }).innerText()).match(/(\d+) فروردین/);
  assert.ok(Number(day?.[1]) >= 5, `${day}`);
  await shop.server.daysAhead(eve + 20);
  // The registry's own clock has stayed behind: it is told that the serial has come.
  const pending_until_ms = Date.now() - HOUR;
  await changePerson(shop.server, { national_id, serial: NEW_SERIAL, replaced_at_ms, pending_until_ms });
  await page.goto(shop.server.url);
  await citizen.enter(page, renewed);
  await heading(page, citizen.REGISTRATION);
});
