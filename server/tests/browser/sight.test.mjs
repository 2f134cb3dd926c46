// The entry question for whoever cannot see it: work of the device, or a wait; and what guessers
// meet. With the keyboard alone where hands matter.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultsOfAccess, heading, says } from './support/browser.mjs';
import * as citizen from './support/citizen.mjs';
import { latin } from './support/digits.mjs';
import { stage } from './support/stage.mjs';

const shop = stage({ question: 'ask' });
const WITHOUT = 'تایید بدون سوال';
const MISMATCH = /شماره ملی و سریال شناسنامه با هم نمی‌خوانند/;

const proof = (page) => page.getByRole('status').filter({ hasText: 'انجام شد' });

/** Fills in the pair and lets the device work in place of an answer. */
async function work(page, { national_id, serial }) {
  await citizen.field(page, 'شماره ملی').fill(national_id);
  await citizen.field(page, 'شماره سریال').fill(serial);
  await citizen.button(page, WITHOUT).click();
  await proof(page).waitFor();
}

const wrongSerial = ({ serial }) => `${(Number(serial) + 1) % 1_000_000}`.padStart(6, '0');

async function look(page, faults) {
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    const found = await faultsOfAccess(page);
    faults.push(...found.map((fault) => `${colorScheme}: ${fault}`));
  }
}

test('who cannot see the question enters with the keyboard alone', async (t) => {
  const person = citizen.somebody();
  const page = await shop.visit(t);
  const tabTo = async (target) => {
    for (let presses = 0; presses < 40; presses += 1) {
      if (await target.evaluate((it) => it === document.activeElement)) return;
      await page.keyboard.press('Tab');
    }
    assert.fail(`no Tab reaches ${target}`);
  };
  await tabTo(citizen.field(page, 'شماره ملی'));
  await page.keyboard.type(person.national_id);
  await tabTo(citizen.field(page, 'شماره سریال'));
  await page.keyboard.type(person.serial);
  await tabTo(citizen.button(page, WITHOUT));
  await page.keyboard.press('Enter');
  await proof(page).waitFor();
  await tabTo(citizen.button(page, 'ادامه'));
  await page.keyboard.press('Enter');
  await heading(page, citizen.REGISTRATION);
});

test('«ادامه» that is pressed while the device still works is sent when it is done', async (t) => {
  const person = citizen.somebody();
  const page = await shop.visit(t);
  await citizen.field(page, 'شماره ملی').fill(person.national_id);
  await citizen.field(page, 'شماره سریال').fill(person.serial);
  // Both in one task: the device cannot have finished between them.
  await page.evaluate(() => {
    document.querySelector('[data-work]').click();
    const last = [...document.querySelectorAll('main form > button')].at(-1);
    last.click();
  });
  await heading(page, citizen.REGISTRATION);
});

test('work is for one ID: with another one it is said to be needed again', async (t) => {
  const [person, other] = [citizen.somebody(), citizen.somebody()];
  const page = await shop.visit(t);
  await work(page, person);
  await citizen.field(page, 'شماره ملی').fill(other.national_id);
  assert.equal(await proof(page).count(), 0);
  await citizen.field(page, 'شماره سریال').fill(other.serial);
  await citizen.button(page, 'ادامه').click();
  await says(page, 'جواب سوال را وارد کنید.');
  await work(page, other);
  await citizen.button(page, 'ادامه').click();
  await heading(page, citizen.REGISTRATION);
});

test('without an ID there is nothing to work for, and the page says so', async (t) => {
  const page = await shop.visit(t);
  await citizen.button(page, WITHOUT).click();
  await page.getByRole('alert').getByRole('link', { name: 'شماره ملی را وارد کنید.' }).waitFor();
});

test('a question that is swapped after the work must be worked for again', async (t) => {
  const person = citizen.somebody();
  const page = await shop.visit(t);
  await work(page, person);
  await citizen.button(page, 'تعویض سوال').click();
  await proof(page).waitFor({ state: 'detached' });
  await citizen.button(page, 'ادامه').click();
  await says(page, 'جواب سوال را وارد کنید.');
});

test('without script the same button gives a wait, and the pair stays typed', async (t) => {
  const person = citizen.somebody();
  const page = await shop.visit(t, { script: false, width: 'phone' });
  await citizen.field(page, 'شماره ملی').fill(person.national_id);
  await citizen.field(page, 'شماره سریال').fill(person.serial);
  await citizen.button(page, WITHOUT).click();
  await says(page, /حدود ۳۰ ثانیه صبر کنید، سپس «ادامه» را بزنید/);
  assert.equal(await citizen.field(page, 'جواب سوال چیست ؟').count(), 0);
  assert.equal(latin(await citizen.field(page, 'شماره ملی').inputValue()), person.national_id);
  await citizen.button(page, 'ادامه').click();
  await page.getByRole('alert').getByRole('link', { name: /هنوز حدود [۰-۹]+ ثانیه مانده/ }).waitFor();
  await citizen.button(page, 'پاسخ به سوال، به‌جای آن').click();
  await citizen.field(page, 'جواب سوال چیست ؟').waitFor();
  assert.equal(latin(await citizen.field(page, 'شماره سریال').inputValue()), person.serial);
});

test('no state of the question has a fault of access, light and dark', async (t) => {
  const person = citizen.somebody();
  const page = await shop.visit(t, { width: 'phone' });
  const faults = [];
  await page.getByText('راهنما', { exact: true }).click();
  await page.getByText('تصویر را نمی‌بینم').click();
  await look(page, faults);
  await work(page, { ...person, serial: '1' });
  await look(page, faults);
  await citizen.button(page, 'ادامه').click();
  await page.getByRole('alert').waitFor();
  await look(page, faults);
  await page.goto(shop.server.url);
  await citizen.field(page, 'شماره ملی').fill(person.national_id);
  await citizen.field(page, 'شماره سریال').fill(person.serial);
  await citizen.button(page, WITHOUT).evaluate((it) => delete it.dataset.work);
  await citizen.button(page, WITHOUT).click();
  await says(page, /ثانیه صبر کنید/);
  await look(page, faults);
  await citizen.button(page, 'ادامه').click();
  await page.getByRole('alert').waitFor();
  await look(page, faults);
  assert.deepEqual(faults, []);
});

test('guessing serials meets a harder question and then a page that says until when', async (t) => {
  const person = citizen.somebody();
  const page = await shop.visit(t, { width: 'phone' });
  const faults = [];
  const width = () =>
    page.getByRole('img', { name: /سوال جمع/ }).locator('svg').getAttribute('width');
  const serial = wrongSerial(person);
  const plain = await width();
  for (let guess = 0; guess < 5; guess += 1) {
    await work(page, { ...person, serial });
    await citizen.button(page, 'ادامه').click();
    await says(page, MISMATCH);
  }
  assert.ok(Number(await width()) > Number(plain), 'two numbers of two digits');
  await look(page, faults);
  await work(page, { ...person, serial });
  await citizen.button(page, 'ادامه').click();
  await heading(page, /^ورود تا ساعت [۰-۹:]+ بسته است$/);
  await says(page, /ورود با این شماره ملی از این شبکه تا .* بسته است/);
  await look(page, faults);
  assert.deepEqual(faults, []);
  // Somebody else at the same device enters.
  await page.goto(shop.server.url);
  await work(page, citizen.somebody());
  await citizen.button(page, 'ادامه').click();
  await heading(page, citizen.REGISTRATION);
});
