// The entry page: every wrong entry has its own sentence, keeps what was typed, and tells no more.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { heading, says } from './support/browser.mjs';
import * as citizen from './support/citizen.mjs';
import { arabic, persian, solarDay } from './support/digits.mjs';
import { people } from './support/program.mjs';
import { changePerson } from './support/sandbox.mjs';
import { stage } from './support/stage.mjs';

const shop = stage();
const NID = 'شماره ملی';
const SERIAL = 'شماره سریال';
const MISMATCH = /شماره ملی و سریال شناسنامه با هم نمی‌خوانند/;

/** The sentence stands in the summary and at its field, and both fields keep what was typed. */
async function refusesAndKeeps(page, typed, sentence) {
  await citizen.enter(page, typed);
  await page.getByRole('alert').getByRole('link', { name: sentence }).waitFor();
  await page.getByRole('paragraph').filter({ hasText: sentence }).waitFor();
  assert.match(await page.title(), /^خطا:/);
  assert.equal(await citizen.field(page, NID).inputValue(), persian(typed.national_id));
  assert.equal(await citizen.field(page, SERIAL).inputValue(), persian(typed.serial));
}

describe('a wrong entry is told by its own sentence and stays as typed', () => {
  const guide = { national_id: '2580200606', serial: '883810' };
  const wrong = [
    ['no national ID', { national_id: '' }, 'شماره ملی را وارد کنید.'],
    ['a letter in it', { national_id: '25802o0606' }, 'شماره ملی فقط از رقم ساخته می‌شود.'],
    [
      'nine digits',
      { national_id: '258020060' },
      'شماره ملی باید ۱۰ رقم باشد؛ شما ۹ رقم وارد کرده‌اید.',
    ],
    ['a wrong check digit', { national_id: '2580200607' }, /این شماره ملی درست نیست\./],
    ['ten equal digits', { national_id: '1111111111' }, /این شماره ملی درست نیست\./],
    ['no serial', { serial: '' }, 'شماره سریال شناسنامه را وارد کنید.'],
    ['five digits', { serial: '88381' }, /شماره سریال باید ۶ رقم باشد/],
    [
      'a serial with its series',
      { serial: 'الف۱۲ ۸۸۳۸۱۰' },
      /شماره سریال فقط از رقم ساخته می‌شود/,
    ],
  ];
  for (const [name, change, sentence] of wrong) {
    test(name, async (t) => {
      const page = await shop.visit(t);
      await refusesAndKeeps(page, { ...guide, ...change }, sentence);
    });
  }
});

test('faults of both fields are told at once', async (t) => {
  const page = await shop.visit(t);
  await citizen.enter(page, { national_id: '1', serial: '' });
  await says(page, '۲ مورد را درست کنید');
  assert.equal(await page.getByRole('alert').getByRole('link').count(), 2);
});

test('a stranger learns nothing: unknown IDs and serials of others get one sentence', async (t) => {
  const page = await shop.visit(t);
  const [known, other] = people('fresh', 2);
  await changePerson(shop.server, { national_id: '0123456789', exists: false });
  const told = [];
  for (const pair of [
    { ...known, serial: other.serial },
    { national_id: '0123456789', serial: '111111' },
  ]) {
    await page.goto(shop.server.url);
    await refusesAndKeeps(page, pair, MISMATCH);
    told.push(await page.locator('main').innerText());
  }
  assert.equal(told[0], told[1]);
  assert.match(told[0], /۴۸ ساعت کاری/);
});

describe('what the citizen cannot mend has a page of its own with a next step', () => {
  const meets = async (t, person, title, sentence) => {
    const page = await shop.visit(t);
    await citizen.enter(page, person);
    await heading(page, title);
    await says(page, sentence);
    assert.ok(await page.getByRole('main').getByRole('link').count(), 'there is a next step');
  };
  test('the deceased', (t) => {
    const [person] = people('deceased', 1);
    return meets(t, person, 'برای این شماره ملی کارت صادر نمی‌شود', /واقعه‌ی فوت ثبت شده است/);
  });
  test('who is no national of the country', async (t) => {
    const person = citizen.somebody();
    await changePerson(shop.server, { national_id: person.national_id, iranian: false });
    return meets(t, person, 'این کارت برای اتباع ایرانی است', /از دفاتر کفالت بپرسید/);
  });
  test('children', (t) => {
    const [person] = people('minor', 1);
    return meets(
      t,
      person,
      /^از .* می‌توانید ثبت نام کنید$/,
      /کارت هوشمند ملی از ۱۵ سال تمام صادر می‌شود/,
    );
  });
  test('a booklet replaced lately', (t) => {
    const [person] = people('new-serial', 1);
    return meets(
      t,
      person,
      /^از .* دوباره مراجعه کنید$/,
      /سریال شناسنامه‌ی جدید شما هنوز به این سامانه نرسیده است/,
    );
  });
  test('one day under fifteen is too young, fifteen years old today is not', async (t) => {
    const person = citizen.somebody();
    const { national_id, serial } = person;
    await changePerson(shop.server, { national_id, serial, birth: solarDay(1, -15) });
    await meets(t, person, /^از .* می‌توانید ثبت نام کنید$/, /۱۵ سال تمام/);
    await changePerson(shop.server, { national_id, serial, birth: solarDay(0, -15) });
    const page = await shop.visit(t);
    await citizen.enter(page, person);
    await heading(page, citizen.REGISTRATION);
  });
});

describe('digits of every script are digits, with spaces and invisible marks between them', () => {
  const spellings = {
    Persian: persian,
    Arabic: arabic,
    'spaced and dashed': (digits) =>
      ` ${digits.replace(/(\d{3})(?=\d)/g, '$1 ')}-`.replace(/-$/, ' '),
    'with zero-width marks': (digits) =>
      `\u200c${digits.slice(0, 3)}\u200f-\u200d${digits.slice(3)}`,
  };
  for (const [name, spell] of Object.entries(spellings)) {
    test(name, async (t) => {
      const person = citizen.somebody();
      const page = await shop.visit(t);
      const { national_id, serial } = person;
      await citizen.enter(page, { national_id: spell(national_id), serial: spell(serial) });
      await heading(page, citizen.REGISTRATION);
      await says(page, persian(national_id));
      await says(page, persian(serial));
    });
  }
});

test('the entry page has the guide to the serial and two pages to read', async (t) => {
  const page = await shop.visit(t, { width: 'phone', script: false });
  await page.getByText('راهنما', { exact: true }).click();
  await page.getByRole('img', { name: /صفحه‌ی نخست شناسنامه/ }).waitFor();
  await page.getByRole('link', { name: 'آگاهی از فرایند' }).click();
  await heading(page, 'آگاهی از فرایند');
  for (const process of ['ثبت نام', 'تولید', 'تحویل']) {
    await page.getByRole('heading', { level: 2, name: process, exact: true }).waitFor();
  }
  await page.getByRole('link', { name: 'شرایط ثبت نام' }).click();
  await heading(page, 'شرایط ثبت نام');
  await says(page, /۱۵ سال تمام/);
});
