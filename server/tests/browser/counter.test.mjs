// The people behind the counter in a real browser: the way in, with and without script, and axe-core
// on every page of theirs, in light and dark, on a phone and a desktop.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heading } from './support/browser.mjs';
import * as citizen from './support/citizen.mjs';
import * as counter from './support/counter.mjs';
import { solarDay } from './support/digits.mjs';
import { stage } from './support/stage.mjs';

const shop = stage();
/** Paths, and under which name they are looked at where it is another one. */
const OPERATORS = [
  ['search'],
  ['erasure'],
  ['announcements'],
  ['offices'],
  ['offices?q=۰', 'offices-found'],
  ['accounts'],
  ['accounts?no=1', 'account'],
  ['settings'],
  ['audit'],
];

/** Publishes an announcement for today and tomorrow. */
async function announce(page) {
  await page.goto(`${shop.server.url}/ops/announcements`);
  for (const [name, text] of [
    ['متن فارسی', 'دفترهای ایلام پنجشنبه تا ساعت ۱۲ باز هستند.'],
    ['متن انگلیسی', 'On Thursday the offices of Ilam are open until 12.'],
    ['روز آغاز', solarDay(0)],
    ['ساعت آغاز', '۰'],
    ['روز پایان', solarDay(1)],
    ['ساعت پایان', '۲۴'],
  ]) {
    await citizen.field(page, name).fill(text);
  }
  await citizen.button(page, 'انتشار').click();
  await page.getByRole('button', { name: /^برداشتن/ }).first().waitFor();
}

for (const width of ['phone', 'desktop']) {
  test(`no page of operators has a fault, ${width}`, async (t) => {
    const page = await shop.visit(t, { width });
    const faults = [];
    const name = `op-${width}`;
    const oneTime = counter.hire(shop.server, name, 'operator');
    const key = await counter.enrol(page, shop.server, name, oneTime, (state) =>
      counter.look(page, state, faults),
    );
    for (const [path, state = path] of OPERATORS) {
      await page.goto(`${shop.server.url}/ops/${path}`);
      await counter.look(page, state, faults);
    }
    // A form with faults, and one that is taken.
    await page.goto(`${shop.server.url}/ops/announcements`);
    await page.getByRole('button', { name: 'انتشار' }).click();
    await page.getByRole('alert').waitFor();
    await counter.look(page, 'announcements-faults', faults);
    await page.goto(`${shop.server.url}/office`);
    await heading(page, 'این صفحه برای نقش دیگری است');
    await counter.look(page, 'refused', faults);
    await page.goto(`${shop.server.url}/ops/offices?q=۰`);
    await page.locator('.entries a').first().click();
    await heading(page, 'مشخصات دفتر');
    await counter.look(page, 'office', faults);
    await announce(page);
    await counter.look(page, 'announcements-published', faults);
    await page.goto(`${shop.server.url}/ops/search`);
    await citizen.button(page, 'ثبت دلیل و دیدن درخواست').click();
    await page.getByRole('alert').waitFor();
    await counter.look(page, 'search-faults', faults);
    await citizen.button(page, 'خروج').click();
    await heading(page, 'ورود به پیشخوان');
    await counter.comesIn(page, shop.server, name, key, () =>
      counter.look(page, 'second', faults),
    );
    assert.deepEqual(faults, []);
  });

  test(`no page of an office has a fault, ${width}`, async (t) => {
    const page = await shop.visit(t, { width });
    const faults = [];
    const operator = await shop.visit(t, {});
    const op = `finder-${width}`;
    await counter.enrol(operator, shop.server, op, counter.hire(shop.server, op, 'operator'));
    await operator.goto(`${shop.server.url}/ops/offices?q=۰`);
    await operator.locator('.entries a').first().click();
    const number = await operator.locator('main bdi').first().innerText();
    const name = `office-${width}`;
    const oneTime = counter.hire(shop.server, name, 'office', number);
    await counter.enrol(page, shop.server, name, oneTime);
    for (const path of ['office', 'office/profile']) {
      await page.goto(`${shop.server.url}/${path}`);
      await counter.look(page, path.replace('/', '-'), faults);
    }
    await page.getByLabel('تلفن دفتر').fill('123');
    await page.getByRole('button', { name: 'ذخیره' }).click();
    await page.getByRole('alert').waitFor();
    await counter.look(page, 'office-faults', faults);
    await page.getByLabel('تلفن دفتر').fill('۳۷۲۵۰۰۰۰');
    await page.getByRole('button', { name: 'ذخیره' }).click();
    await page.getByRole('status').waitFor();
    await counter.look(page, 'office-saved', faults);
    assert.deepEqual(faults, []);
  });
}

test('without script everybody comes in and does the same', async (t) => {
  const page = await shop.visit(t, { width: 'phone', script: false });
  const oneTime = counter.hire(shop.server, 'plain', 'operator');
  await counter.enrol(page, shop.server, 'plain', oneTime);
  await page.getByRole('link', { name: 'اطلاعیه‌ها' }).click();
  await page.getByRole('button', { name: 'انتشار' }).click();
  await page.getByRole('alert').waitFor();
});

test('the keyboard alone comes in and goes out', async (t) => {
  const page = await shop.visit(t, {});
  const oneTime = counter.hire(shop.server, 'keys', 'support');
  await counter.enrol(page, shop.server, 'keys', oneTime);
  await page.goto(`${shop.server.url}/staff`);
  const button = page.getByRole('button', { name: 'خروج' });
  for (let presses = 0; presses < 20; presses += 1) {
    if (await button.evaluate((it) => it === document.activeElement)) break;
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await heading(page, 'ورود به پیشخوان');
});
