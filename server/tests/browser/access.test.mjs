// For everybody: axe-core on every page met, in light and dark, with faults and without; no mouse;
// narrow screens.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultsOfAccess, heading } from './support/browser.mjs';
import * as bank from './support/bank.mjs';
import * as citizen from './support/citizen.mjs';
import { people } from './support/program.mjs';
import { bankFaults } from './support/sandbox.mjs';
import { stage } from './support/stage.mjs';

const shop = stage();

/** Collects the faults of the page as it stands, in both colour schemes, and sideways scrolling. */
async function look(page, faults) {
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    const found = await faultsOfAccess(page);
    faults.push(...found.map((fault) => `${colorScheme}: ${fault}`));
  }
  const isWide = () =>
    document.documentElement.scrollWidth > document.documentElement.clientWidth;
  if (await page.evaluate(isWide)) faults.push(`${page.url()} scrolls sideways`);
}

test('no page on the way to a seat has a fault, on a phone, in light and dark', async (t) => {
  const person = citizen.somebody();
  const page = await shop.visit(t, { width: 'phone' });
  const faults = [];
  const seen = () => look(page, faults);
  await seen();
  await citizen.enter(page, { national_id: '1', serial: '' });
  await page.getByRole('alert').waitFor();
  await seen();
  await citizen.enter(page, person);
  await heading(page, citizen.REGISTRATION);
  await seen();
  await citizen.submit(page);
  await page.getByRole('alert').waitFor();
  await seen();
  await citizen.fillForm(page, person);
  await seen();
  await citizen.submit(page);
  await heading(page, 'اطلاعات کارت شما');
  await seen();
  await bank.cancel(page);
  await heading(page, 'پرداخت لغو شد');
  await seen();
  await citizen.button(page, 'پرداخت دوباره').click();
  await heading(page, 'تایید نهایی');
  await seen();
  await citizen.button(page, 'پرداخت').click();
  await bank.pay(page);
  await seen();
  await bank.finish(page);
  await heading(page, 'تایید نهایی');
  await seen();
  await citizen.confirm(page);
  await seen();
  await page.getByRole('link', { name: 'چاپ', exact: true }).click();
  await heading(page, 'رسید ثبت نام کارت هوشمند ملی');
  await seen();
  for (const path of [
    '/result/file',
    '/result/email',
    '/edit',
    '/mobile',
    '/move',
    '/process',
    '/conditions',
    '/no-such-page',
  ]) {
    await page.goto(`${shop.server.url}${path}`);
    await seen();
  }
  assert.deepEqual(faults, []);
});

test('the pages of trouble have no fault either', async (t) => {
  const page = await shop.visit(t, { width: 'phone' });
  const faults = [];
  t.after(() => bankFaults(shop.server));
  for (const kind of ['minor', 'deceased', 'new-serial']) {
    await page.goto(shop.server.url);
    await citizen.enter(page, people(kind, 1)[0]);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await look(page, faults);
  }
  await page.goto(shop.server.url);
  const person = citizen.somebody();
  await citizen.enter(page, person);
  await citizen.fillForm(page, person, { dayPlace: 6 });
  await bankFaults(shop.server, { token: 'down' });
  await citizen.submit(page);
  await heading(page, 'پرداخت انجام نشد');
  await look(page, faults);
  await bankFaults(shop.server, { verify: 'down' });
  await citizen.button(page, 'پرداخت دوباره').click();
  await citizen.button(page, 'پرداخت').click();
  await bank.payAndFinish(page);
  await heading(page, 'در حال پرسیدن نتیجه از بانک');
  await look(page, faults);
  assert.deepEqual(faults, []);
});

test('320 pixels are wide enough for the form and its list', async (t) => {
  const person = citizen.somebody();
  const page = await shop.visit(t, { width: 'phone' });
  await page.setViewportSize({ width: 320, height: 640 });
  await citizen.enter(page, person);
  await citizen.fillForm(page, person, { dayPlace: 7 });
  const tooWide = await page.evaluate(() =>
    [...document.querySelectorAll('main *')]
      .filter((it) => it.getBoundingClientRect().right > 320 && it.checkVisibility())
      .map((it) => it.outerHTML.slice(0, 120)),
  );
  assert.deepEqual(tooWide, []);
});

/** Presses Tab until the focus is there, as somebody without a mouse must. */
async function tabTo(page, target) {
  await target.waitFor();
  for (let presses = 0; presses < 400; presses += 1) {
    if (await target.evaluate((it) => it === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`no Tab reaches ${target}`);
}

const arrows = async (page, count) => {
  for (let presses = 0; presses < count; presses += 1) await page.keyboard.press('ArrowDown');
};

async function typeInto(page, name, text) {
  await tabTo(page, citizen.field(page, name));
  await page.keyboard.type(text);
}

/** A radio of a group that has none chosen yet is reached by Tab and taken by Space. */
async function chooseIn(page, name, down = 0) {
  const group = page.getByRole('group', { name });
  await tabTo(page, group.getByRole('radio').first());
  await page.keyboard.press('Space');
  await arrows(page, down);
}

test('the whole form is filled and sent without a mouse', async (t) => {
  const person = citizen.somebody();
  const page = await shop.visit(t);
  await page.keyboard.press('Tab');
  assert.equal(
    await page.evaluate(() => document.activeElement.textContent),
    'پرش به محتوای اصلی',
  );
  await page.keyboard.press('Enter');
  await typeInto(page, 'شماره ملی', person.national_id);
  await typeInto(page, 'شماره سریال', person.serial);
  await typeInto(page, 'جواب سوال چیست ؟', '12');
  await page.keyboard.press('Enter');
  await heading(page, citizen.REGISTRATION);

  const [, month, day] = person.birth.split('/').map(Number);
  const birth = page.getByRole('group', { name: 'تاریخ تولد شمسی' });
  await tabTo(page, birth.getByLabel('روز'));
  await arrows(page, day);
  await tabTo(page, birth.getByLabel('ماه'));
  await arrows(page, month);
  await tabTo(page, birth.getByLabel('سال'));
  await arrows(
    page,
    await birth
      .getByLabel('سال')
      .evaluate(
        (list, birth) => [...list.options].findIndex(({ value }) => value === birth),
        person.birth.split('/')[0],
      ),
  );
  await chooseLunar(page);
  await chooseIn(page, 'جنسیت', person.gender === 'female' ? 0 : 1);
  await tabTo(page, citizen.field(page, 'دین'));
  await arrows(page, 1);
  await typeInto(page, 'نام مادر', person.mother_name);
  await typeInto(page, 'شماره تلفن همراه', citizen.MOBILE);
  for (const question of citizen.QUESTIONS) await chooseIn(page, question);
  await tabTo(page, citizen.field(page, 'تاریخ'));
  await arrows(page, 2);
  await typeInto(page, 'کد شهر', citizen.MARAGHEH.area);
  await typeInto(page, 'تلفن', citizen.MARAGHEH.phone);
  await tabTo(page, citizen.button(page, 'جستجو'));
  await page.keyboard.press('Enter');
  await citizen.offices(page).waitFor();
  await chooseIn(page, /شیفت دارای نوبت/);
  await tabTo(page, citizen.button(page, 'ثبت اطلاعات و پرداخت'));
  await page.keyboard.press('Enter');
  await heading(page, 'اطلاعات کارت شما');
});

/** The computed date is the third of the five; the list belongs to the year chosen last, and is shut until it has come. */
async function chooseLunar(page) {
  await page.locator('#lunar-part:not([aria-busy])').waitFor();
  await chooseIn(page, 'تاریخ تولد قمری', 2);
}
