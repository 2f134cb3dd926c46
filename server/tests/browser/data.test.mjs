// What is held of a citizen: seen, taken along, and erased for good.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { heading, says } from './support/browser.mjs';
import * as citizen from './support/citizen.mjs';
import { persian } from './support/digits.mjs';
import { stage } from './support/stage.mjs';

const shop = stage();

/** By the link at the foot of a page. */
async function goToData(page) {
  await page.getByRole('contentinfo').getByRole('link', { name: 'اطلاعات من' }).click();
  await heading(page, 'اطلاعات من');
}

async function taken(page, name) {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name }).click(),
  ]);
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') };
}

test('everything held is on the page and in two files', async (t) => {
  const person = citizen.somebody();
  const page = await shop.visit(t, { width: 'phone' });
  await citizen.goToBank(page, person, { where: citizen.ILAM });
  await page.goto(`${shop.server.url}/confirm`);
  await goToData(page);
  await says(page, persian(person.national_id));
  await says(page, person.mother_name);
  const machine = await taken(page, 'دریافت فایل برای رایانه');
  const held = JSON.parse(machine.text);
  assert.equal(held.request[0].national_id, person.national_id);
  assert.equal(held.details[0].mother, person.mother_name);
  assert.equal(held.details[0].mobile, citizen.MOBILE);
  const people = await taken(page, 'دریافت فایل برای خواندن');
  assert.match(machine.name, /\.json$/);
  assert.match(people.name, /\.html$/);
  assert.ok(people.text.includes(persian(person.national_id)));
});

for (const script of [true, false]) {
  const how = script ? '' : ', without script';
  test(`data is erased after the serial and a last word, and the next entry is a newcomer's${how}`, async (t) => {
    const person = citizen.somebody();
    const page = await shop.visit(t, { script });
    await citizen.enter(page, person);
    await heading(page, citizen.REGISTRATION);
    await citizen.field(page, 'نام مادر').fill('پروانه');
    await goToData(page);
    await page.getByRole('link', { name: 'پاک کردن اطلاعات من' }).click();
    await heading(page, 'پاک کردن اطلاعات من');
    await says(page, /نسخه‌ی پشتیبان کلیدها تا ۷ روز می‌ماند/);
    await citizen.field(page, 'شماره سریال').fill('000000');
    await citizen.button(page, 'ادامه').click();
    await page.getByRole('alert').getByText(/یکی نیست/).waitFor();
    await citizen.field(page, 'شماره سریال').fill(persian(person.serial));
    await citizen.button(page, 'ادامه').click();
    await heading(page, 'اطلاعات شما پاک شود؟');
    await page.getByRole('link', { name: 'خیر، اطلاعات بماند' }).click();
    await heading(page, 'اطلاعات من');
    await page.getByRole('link', { name: 'پاک کردن اطلاعات من' }).click();
    await citizen.field(page, 'شماره سریال').fill(person.serial);
    await citizen.button(page, 'ادامه').click();
    await citizen.button(page, 'بله، برای همیشه پاک شود').click();
    await heading(page, 'اطلاعات شما پاک شد');
    await page.goto(`${shop.server.url}/data`);
    await heading(page, citizen.TITLE);
    await citizen.enter(page, person);
    await heading(page, citizen.REGISTRATION);
    assert.equal(await citizen.field(page, 'نام مادر').inputValue(), '');
  });
}
