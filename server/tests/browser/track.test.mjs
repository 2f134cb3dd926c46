// Where a request stands: by the code on the receipt, by a second fact, and for whoever has entered.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heading, says } from './support/browser.mjs';
import * as bank from './support/bank.mjs';
import * as citizen from './support/citizen.mjs';
import { persian } from './support/digits.mjs';
import { stage } from './support/stage.mjs';

const shop = stage();
const TITLE = 'پیگیری وضعیت';
const STAGES = [
  'ثبت نام',
  'پرداخت',
  'انتخاب زمان و دفتر تکمیل ثبت نام',
  'تکمیل ثبت نام در دفتر',
  'تولید کارت',
  'تحویل کارت',
];

/** From the entry page, by the link at its foot. */
async function goToTracking(page) {
  await page.getByRole('contentinfo').getByRole('link', { name: TITLE }).click();
  await heading(page, TITLE);
}

async function look(page, code, last = '') {
  await citizen.field(page, 'شماره پیگیری').fill(code);
  await citizen.field(page, 'چهار رقم آخر تلفن همراه').fill(last);
  await citizen.button(page, 'جستجو').click();
}

/** The titles of the stages in their order, and which of them is the present one. */
async function stages(page) {
  const items = page.locator('ol.milestones > li');
  const words = await items.evaluateAll((all) => all.map((it) => it.firstChild.data.trim()));
  const present = await page.locator('li[aria-current=step]').allInnerTexts();
  assert.equal(present.length, 1, 'one stage is the present one');
  return { words, present: present[0] };
}

for (const script of [true, false]) {
  const how = script ? '' : ', without script too';
  test(`a code shows the stage alone, and with the mobile's last digits date and place${how}`, async (t) => {
    const person = citizen.somebody();
    const page = await shop.visit(t, { width: 'phone', script });
    const seat = await citizen.goToBank(page, person, { script, where: citizen.ILAM });
    await bank.pay(page, { script });
    await bank.finish(page);
    const code = await citizen.confirm(page);
    const office = citizen.officeOf(seat);
    assert.deepEqual((await stages(page)).words, STAGES, 'the result shows the same stages');
    await citizen.button(page, 'انصراف').click();
    await heading(page, citizen.TITLE);

    await goToTracking(page);
    await look(page, `${code.slice(0, 3)} ${persian(code.slice(3, 6))}-${code.slice(6)}`);
    await says(page, /نوبت ثبت شده است/);
    const bare = await stages(page);
    assert.deepEqual(bare.words, STAGES);
    assert.match(bare.present, /تکمیل ثبت نام در دفتر/);
    assert.ok(!(await page.getByRole('main').innerText()).includes(office), 'no place for a stranger');

    await look(page, code, '0000');
    await page.getByRole('alert').getByText(/درخواستی نیافتیم/).waitFor();
    assert.equal(await citizen.field(page, 'شماره پیگیری').inputValue(), persian(code));
    await look(page, code, persian(citizen.MOBILE.slice(-4)));
    await says(page, new RegExp(office));
    assert.equal(page.url(), `${shop.server.url}/track`, 'no code in the address');
  });
}

test('whoever has entered sees where the own request stands, before a seat too', async (t) => {
  const page = await shop.visit(t);
  await citizen.enter(page, citizen.somebody());
  await heading(page, citizen.REGISTRATION);
  await goToTracking(page);
  assert.match((await stages(page)).present, /^ثبت نام/);
  await page.getByRole('link', { name: 'رفتن به صفحه‌ی درخواست' }).click();
  await heading(page, citizen.REGISTRATION);
});
