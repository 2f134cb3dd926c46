// Impatient hands: pressing twice, going back, and a tab that was forgotten.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heading, says } from './support/browser.mjs';
import * as bank from './support/bank.mjs';
import * as citizen from './support/citizen.mjs';
import { ledger } from './support/sandbox.mjs';
import { stage } from './support/stage.mjs';

const shop = stage();
const CARD = 'اطلاعات کارت شما';
const RESULT = 'نتیجه ثبت نام کارت هوشمند ملی';

/** How many payments the bank has been asked for since. */
async function counting() {
  const before = (await ledger(shop.server)).length;
  return async () => (await ledger(shop.server)).length - before;
}

/** Somebody else's look at the free seats of that day. */
async function freeSeats(t, dayPlace) {
  const page = await shop.visit(t);
  await citizen.enter(page, citizen.somebody());
  await heading(page, citizen.REGISTRATION);
  await citizen.answerQuestions(page);
  await citizen.search(page, citizen.ILAM, dayPlace);
  const seats = await citizen.readSeats(page);
  await page.context().close();
  return seats;
}

for (const script of [true, false]) {
  test(`a double click takes one seat and pays once, ${script ? 'with' : 'without'} script`, async (t) => {
    const dayPlace = script ? 3 : 4;
    const page = await shop.visit(t, { script });
    const person = citizen.somebody();
    await citizen.enter(page, person);
    const options = { script, dayPlace, where: citizen.ILAM };
    const seat = await citizen.fillForm(page, person, options);
    await page.getByRole('radio', { name: 'بانک ملی - سداد' }).check();
    await citizen.button(page, 'ثبت اطلاعات و پرداخت').dblclick();
    await heading(page, CARD);
    assert.equal((await freeSeats(t, dayPlace)).get(seat.name), seat.free - 1, 'one seat');
    await bank.payAndFinish(page, { script });
    const confirm = citizen.button(page, 'تایید اطلاعات و چاپ رسید');
    await confirm.dblclick();
    await citizen.trackingCode(page);
    assert.equal((await freeSeats(t, dayPlace)).get(seat.name), seat.free - 1, 'still one');
  });
}

test('going back from the bank leads to the seat that is held, which is paid for once more', async (t) => {
  const person = citizen.somebody();
  const page = await shop.visit(t);
  const seat = await citizen.goToBank(page, person, { dayPlace: 5, where: citizen.ILAM });
  // No browser keeps our pages, so the server is asked, which knows of the seat.
  await page.goBack();
  await heading(page, 'تایید نهایی');
  await says(page, citizen.officeOf(seat));
  await citizen.button(page, 'پرداخت').click();
  await bank.payAndFinish(page);
  await citizen.confirm(page);
  assert.equal((await freeSeats(t, 5)).get(seat.name), seat.free - 1, 'one seat, however often');
});

test('going back after everything is done leads to the result and changes nothing', async (t) => {
  const count = await counting();
  const page = await shop.visit(t, { script: false });
  const person = citizen.somebody();
  await citizen.goToBank(page, person, { script: false, dayPlace: 6, where: citizen.ILAM });
  await bank.payAndFinish(page, { script: false });
  const code = await citizen.confirm(page);
  for (const path of ['/register', '/confirm', '/choose', '/pay/checking']) {
    await page.goto(`${shop.server.url}${path}`);
    await page.goBack();
    assert.equal(await citizen.trackingCode(page), code);
  }
  assert.equal(await count(), 1, 'the bank was asked for one payment');
});

test('a forgotten tab is led to where the request stands now, and nothing typed there counts', async (t) => {
  const person = citizen.somebody();
  const forgotten = await shop.visit(t, { script: false });
  await citizen.enter(forgotten, person);
  await citizen.fillForm(forgotten, person, { script: false, dayPlace: 7, where: citizen.ILAM });
  const page = await forgotten.context().newPage();
  await page.goto(`${shop.server.url}/register`);
  // What the other tab has kept stands here too; only another day is looked for.
  await citizen.search(page, citizen.ILAM, 8);
  const seat = await citizen.takeSeat(page);
  await citizen.submit(page);
  await bank.payAndFinish(page, { script: false });
  const code = await citizen.confirm(page);
  await citizen.button(forgotten, 'ثبت اطلاعات و پرداخت').click();
  await heading(forgotten, RESULT);
  assert.equal(await citizen.trackingCode(forgotten), code);
  await forgotten.getByText(citizen.officeOf(seat)).first().waitFor();
  assert.equal((await freeSeats(t, 8)).get(seat.name), seat.free - 1);
});
