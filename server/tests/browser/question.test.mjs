// The entry question, asked for real. Nobody here can read the picture, which is its purpose.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { says } from './support/browser.mjs';
import * as citizen from './support/citizen.mjs';
import { latin } from './support/digits.mjs';
import { stage } from './support/stage.mjs';

const shop = stage({ question: 'ask' });
const picture = (page) => page.getByRole('img', { name: /سوال جمع/ }).innerHTML();

async function keepsThePair(page, person) {
  const typed = async (name) => latin(await citizen.field(page, name).inputValue());
  assert.equal(await typed('شماره ملی'), person.national_id);
  assert.equal(await typed('شماره سریال'), person.serial);
}

for (const script of [true, false]) {
  const how = script ? 'with' : 'without';
  test(`«تعویض سوال» draws another question and keeps what was typed, ${how} script`, async (t) => {
    const person = citizen.somebody();
    const page = await shop.visit(t, { script });
    await citizen.field(page, 'شماره ملی').fill(person.national_id);
    await citizen.field(page, 'شماره سریال').fill(person.serial);
    const first = await picture(page);
    const swapped = page.waitForResponse((answer) => answer.request().method() === 'POST');
    await citizen.button(page, 'تعویض سوال').click();
    await swapped;
    await page.getByRole('img', { name: /سوال جمع/ }).waitFor();
    assert.notEqual(await picture(page), first);
    await keepsThePair(page, person);
  });
}

test('a wrong answer costs only the question', async (t) => {
  const person = citizen.somebody();
  const page = await shop.visit(t);
  const first = await picture(page);
  await citizen.field(page, 'شماره ملی').fill(person.national_id);
  await citizen.field(page, 'شماره سریال').fill(person.serial);
  await citizen.field(page, 'جواب سوال چیست ؟').fill('۹۹');
  await citizen.button(page, 'ادامه').click();
  await says(page, /جواب سوال درست نبود\. سوال تازه‌ای گذاشتیم/);
  assert.notEqual(await picture(page), first);
  await keepsThePair(page, person);
});

test('typing mistakes are told before the question counts', async (t) => {
  const person = citizen.somebody();
  const page = await shop.visit(t);
  await citizen.enter(page, { ...person, national_id: '2580200607' });
  await says(page, /این شماره ملی درست نیست/);
  assert.equal(await page.getByText(/جواب سوال درست نبود/).count(), 0);
  await citizen.field(page, 'شماره ملی').fill(person.national_id);
  await citizen.button(page, 'ادامه').click();
  await says(page, 'جواب سوال را وارد کنید.');
});
