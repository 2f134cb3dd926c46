// The main road: a citizen who knows only the guide books a seat and prints the receipt.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heading, says } from './support/browser.mjs';
import * as bank from './support/bank.mjs';
import * as citizen from './support/citizen.mjs';
import { persian } from './support/digits.mjs';
import { stage } from './support/stage.mjs';

const shop = stage();
const PARTS = [
  'مشخصات فردی',
  'شناسایی شهروندان نیازمند به تکمیل ثبت نام خاص',
  'انتخاب زمان و دفتر تکمیل ثبت نام',
  'پرداخت',
];

for (const width of ['phone', 'desktop']) {
  test(`a citizen books a seat by the guide's words alone, on a ${width}`, async (t) => {
    const page = await shop.visit(t, { width });
    await booksAndPrints(page, citizen.somebody(), { script: true });
  });
}

test('the same road needs no script', async (t) => {
  const page = await shop.visit(t, { width: 'phone', script: false });
  await booksAndPrints(page, citizen.somebody(), { script: false });
});

test('the form has the guide’s four parts, and the confirmation every detail and the five preparations', async (t) => {
  const person = citizen.somebody();
  const page = await shop.visit(t);
  await citizen.enter(page, person);
  await heading(page, citizen.REGISTRATION);
  const titles = await page.locator('section.part h2').allInnerTexts();
  assert.deepEqual(
    titles.map((title) => title.split('–').at(-1).trim()),
    PARTS,
  );
  // Number and serial stand at the top, and nothing there can be typed.
  const identity = page.locator('dl.identity');
  for (const fact of [person.national_id, person.serial])
    await identity.getByText(persian(fact)).waitFor();
  assert.equal(await identity.locator('input, select, textarea').count(), 0);
  const seat = await citizen.fillForm(page, person, { dayPlace: 4 });
  const asked = (await page.getByRole('main').innerText()).replace(/\s+/g, ' ');
  assert.match(asked, /هزینه ثبت نام: ۱٬۰۰۰ ریال/);
  await says(page, 'ثبت کردن این فرم به معنای تایید اطلاعات است.');
  await citizen.button(page, 'پاکسازی فرم').waitFor();
  await citizen.submit(page);
  await bank.payAndFinish(page);
  await heading(page, 'تایید نهایی');
  const seen = await page.getByRole('main').innerText();
  const stated = [person.national_id, person.serial, citizen.MOBILE].map(persian);
  const gender = person.gender === 'female' ? 'زن' : 'مرد';
  for (const fact of [...stated, person.mother_name, gender, 'اسلام', citizen.officeOf(seat), 'موفق'])
    assert.ok(seen.includes(fact), `the confirmation shows ${fact}`);
  const preparations = page.getByRole('heading', { name: /پیش.نیاز/ }).locator('xpath=..');
  assert.equal(await preparations.getByRole('listitem').count(), 5);
  await citizen.button(page, 'تایید اطلاعات و چاپ رسید').waitFor();
  await page.getByRole('main').getByRole('link', { name: 'ویرایش مشخصات', exact: true }).waitFor();
});

async function booksAndPrints(page, person, options) {
  await heading(page, citizen.TITLE);
  const seat = await citizen.goToBank(page, person, options);
  await says(page, /زمان باقی مانده/);
  await bank.pay(page, options);
  await says(page, 'شماره مرجع');
  await bank.finish(page);
  await heading(page, 'تایید نهایی');
  await says(page, 'نوبت شما ثبت شد');
  await says(page, persian(person.national_id));
  const code = await citizen.confirm(page);
  assert.match(code, /^\d{9}$/);
  await says(page, citizen.officeOf(seat));
  await page.getByRole('link', { name: 'چاپ', exact: true }).click();
  await printsOnOnePage(page, person, code);
}

async function printsOnOnePage(page, person, code) {
  await heading(page, 'رسید ثبت نام کارت هوشمند ملی');
  await page.emulateMedia({ media: 'print' });
  const seen = await page.locator('body').innerText();
  for (const fact of [persian(person.national_id), person.mother_name, persian('09145128136')]) {
    assert.ok(seen.includes(fact), `the receipt shows ${fact}`);
  }
  assert.ok(
    seen.replace(/\s/g, '').includes(persian(code)),
    'the receipt shows the tracking code',
  );
  const isShown = (role, name) => page.getByRole(role, { name }).first().isVisible();
  assert.equal(await isShown('link', 'آگاهی از فرایند'), false, 'paper has no links');
  const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
  assert.equal(pdf.match(/\/Type\s*\/Page\b/g)?.length, 1, 'the receipt is one page');
}
