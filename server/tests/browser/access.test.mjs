// For everybody: axe-core on every page met, in light and dark, with faults and without; no mouse;
// narrow screens.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heading } from './support/browser.mjs';
import * as bank from './support/bank.mjs';
import * as citizen from './support/citizen.mjs';
import { bankFaults, registryIs } from './support/sandbox.mjs';
import { stage } from './support/stage.mjs';
import { faultsInBoth, faultsOf } from './support/states.mjs';
import { TROUBLE, WAY } from './support/way.mjs';

const shop = stage();
test('no page on the way to a seat and after it has a fault, in both languages and colours', async (t) => {
  const person = citizen.somebody();
  const page = await shop.visit(t, { width: 'phone' });
  const faults = [];
  for (const [state, reach] of WAY) {
    await reach(page, person, shop.server);
    if (state !== 'offline') faults.push(...(await faultsInBoth(page, state)));
    else faults.push(...(await faultsOf(page)));
  }
  assert.deepEqual(faults, []);
});

test('the pages of trouble have no fault either', async (t) => {
  const page = await shop.visit(t, { width: 'phone' });
  const faults = [];
  t.after(() => bankFaults(shop.server));
  for (const [state, reach] of TROUBLE) {
    await registryIs(shop.server, { mode: 'normal' });
    await page.goto(shop.server.url);
    await reach(page, citizen.somebody(), shop.server);
    await page.getByRole('heading', { level: 1 }).waitFor();
    faults.push(...(await faultsInBoth(page, state)));
  }
  assert.deepEqual(faults, []);
});

test('forced colours keep the focus and the edges, and reduced motion stops what moves', async (t) => {
  const page = await shop.visit(t, { width: 'phone' });
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
  const nid = citizen.field(page, 'شماره ملی');
  await nid.focus();
  const seen = await nid.evaluate((it) => {
    const { outlineStyle, outlineWidth, borderTopStyle } = getComputedStyle(it);
    return { outlineStyle, outlineWidth: parseFloat(outlineWidth), borderTopStyle };
  });
  assert.deepEqual(seen, { outlineStyle: 'solid', outlineWidth: 3, borderTopStyle: 'solid' });
  const moving = await page.evaluate(() =>
    [...document.querySelectorAll('*')]
      .filter((it) => parseFloat(getComputedStyle(it).transitionDuration) > 0)
      .map((it) => it.outerHTML.slice(0, 80)),
  );
  assert.deepEqual(moving, []);
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

async function press(page, target) {
  await tabTo(page, target);
  await page.keyboard.press('Enter');
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
  await page.getByRole('radio', { name: 'بانک ملی - سداد' }).waitFor();
  await tabTo(page, citizen.button(page, 'ثبت اطلاعات و پرداخت'));
  await page.keyboard.press('Enter');
  // The bank's page is not ours; what comes after it is.
  await bank.payAndFinish(page);
  await heading(page, 'تایید نهایی');
  await press(page, citizen.button(page, 'تایید اطلاعات و چاپ رسید'));
  await heading(page, 'نتیجه ثبت نام کارت هوشمند ملی');
  await press(page, page.getByRole('link', { name: 'تغییر موبایل' }));
  await typeInto(page, 'شماره تلفن همراه', '09125128137');
  await page.keyboard.press('Enter');
  await heading(page, 'نتیجه ثبت نام کارت هوشمند ملی');
  await press(page, page.getByRole('link', { name: 'English' }));
  await heading(page, 'Result of your registration for the national smart card');
  await press(page, page.getByRole('button', { name: 'Sign out' }).first());
  await heading(page, 'National Smart Card');
});

/** The computed date is the third of the five; the list belongs to the year chosen last, and is shut until it has come. */
async function chooseLunar(page) {
  await page.locator('#lunar-part:not([aria-busy])').waitFor();
  await chooseIn(page, 'تاریخ تولد قمری', 2);
}
