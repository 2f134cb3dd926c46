// When seats run out: the last one wanted by several at once, and a day that is full.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heading, says } from './support/browser.mjs';
import * as bank from './support/bank.mjs';
import * as citizen from './support/citizen.mjs';
import { latin } from './support/digits.mjs';
import { stage } from './support/stage.mjs';

/** One seat in a shift, and with these answers one office in that province: two seats a day. */
const shop = stage({ seatsMax: 1 });
const NO = ['خیر', 'خیر', 'خیر', 'خیر'];
const WANTED = { where: citizen.QOM, answers: NO };
/** Places among the ordinary days: every test has one of its own, and its neighbours too. */
const DAYS = { last: 2, full: 8, fullWithScript: 14 };
const CROWD = 4;
const FULL = /نوبت آزادی نمانده است/;
const GONE =
  'همین حالا نفر دیگری این نوبت را گرفت. مشخصات شما سر جای خود است؛ از این فهرست تازه یکی را انتخاب کنید.';

const cards = (page, shift) => citizen.seats(page).and(page.getByLabel(new RegExp(`^\\s*${shift}`)));

/** A citizen with the whole form filled in and the list of that day before them. */
async function atList(t, day, how) {
  const person = citizen.somebody();
  const page = await shop.visit(t, how);
  await citizen.enter(page, person);
  await heading(page, citizen.REGISTRATION);
  const dayPlace = (await citizen.ordinaryDays(page))[day];
  await citizen.fillUpToList(page, person, { ...WANTED, dayPlace, ...how });
  return { page, person };
}

/** Whether the bank's page came, and not the form with its sentence that the seat has gone. */
async function isAtBank(page) {
  const card = page.getByRole('heading', { level: 1, name: 'اطلاعات کارت شما' });
  const gone = page.getByRole('alert').getByRole('link', { name: GONE });
  await card.or(gone).first().waitFor();
  return card.isVisible();
}

/** Everybody presses at the same moment; tells who is at the bank and who was refused. */
async function pressTogether(people) {
  await Promise.all(people.map(({ page }) => citizen.submit(page)));
  const at = await Promise.all(people.map(({ page }) => isAtBank(page)));
  return [people.filter((_, n) => at[n]), people.filter((_, n) => !at[n])];
}

async function keepsEverything({ page, person }) {
  assert.equal(await citizen.field(page, 'نام مادر').inputValue(), person.mother_name);
  const mobile = await citizen.field(page, 'شماره تلفن همراه').inputValue();
  assert.equal(latin(mobile), citizen.MOBILE);
  for (const question of citizen.QUESTIONS) {
    const answer = page.getByRole('group', { name: question }).getByLabel('خیر');
    assert.equal(await answer.isChecked(), true, question);
  }
}

test('the last seat wanted by several at once goes to one, and nobody types anything again', async (t) => {
  const crowd = await Promise.all(Array.from({ length: CROWD }, () => atList(t, DAYS.last)));
  for (const { page } of crowd) await cards(page, 'صبح').check();
  const [winners, others] = await pressTogether(crowd);
  assert.equal(winners.length, 1, 'one seat, one citizen at the bank');

  // The fresh list has the next best, and nothing has to be typed again to have it.
  for (const one of others) {
    await keepsEverything(one);
    assert.equal(await cards(one.page, 'صبح').count(), 0, 'the seat that has gone is shut');
    await cards(one.page, 'عصر').check();
  }
  const [second, rest] = await pressTogether(others);
  assert.equal(second.length, 1, 'the next seat again to one');

  // Now the day is full: days with room are offered, and one press leads to a seat there.
  for (const one of rest) {
    await keepsEverything(one);
    await says(one.page, FULL);
  }
  const [{ page }] = rest;
  await citizen.nearestDays(page).first().click();
  await citizen.takeSeat(page);
  await citizen.submit(page);
  await bank.payAndFinish(page);
  await citizen.confirm(page);
  await bank.payAndFinish(winners[0].page);
  await citizen.confirm(winners[0].page);
});

for (const script of [true, false]) {
  const how = script ? 'with' : 'without';
  test(`a full day offers the nearest ones with room, ${how} script`, async (t) => {
    const free = script ? DAYS.fullWithScript : DAYS.full;
    for (const shift of ['صبح', 'عصر']) {
      const { page } = await atList(t, free);
      await cards(page, shift).check();
      await citizen.submit(page);
      await heading(page, 'اطلاعات کارت شما');
    }
    const { page, person } = await atList(t, free, { script });
    await says(page, FULL);
    await says(page, /نوبت در دست پرداخت است/);
    assert.equal(await citizen.seats(page).count(), 0, 'no seat of that day can be chosen');
    const near = citizen.nearestDays(page);
    const day = await near.first().innerText();
    await near.first().click();
    await page.getByText(day).and(page.locator('.card *')).first().waitFor();
    await citizen.takeSeat(page);
    await keepsEverything({ page, person });
    await citizen.submit(page);
    await heading(page, 'اطلاعات کارت شما');
  });
}
