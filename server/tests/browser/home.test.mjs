// Who cannot leave home: a team comes, to an address that is asked for then and only then.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heading, says, turn } from './support/browser.mjs';
import * as bank from './support/bank.mjs';
import * as citizen from './support/citizen.mjs';
import { persian } from './support/digits.mjs';
import { stage } from './support/stage.mjs';
import { isClean } from './support/states.mjs';

const shop = stage();
const AT_HOME = ['خیر', 'بله', 'بله', 'بله'];
const TEAM = /گروه سیار .+ به خانه‌ی شما می‌آید/;
const street = (page) => citizen.field(page, 'نشانی خانه');

for (const script of [true, false]) {
  test(`a team is chosen and comes to the address that is asked for, ${script ? 'with' : 'without'} script`, async (t) => {
    const person = citizen.somebody();
    const page = await shop.visit(t, { script, width: 'phone' });
    await citizen.enter(page, person);
    await heading(page, citizen.REGISTRATION);
    await citizen.fillDetails(page, person, { script });
    await citizen.answerQuestions(page);
    assert.equal(await street(page).isVisible(), false, 'nobody else is asked for an address');
    await citizen.answerQuestions(page, AT_HOME);
    await citizen.search(page, citizen.MARAGHEH, script ? 3 : 4);
    await says(page, /نوبت آن دیرتر است/);
    assert.equal(await street(page).isVisible(), true);
    const cards = await citizen.offices(page).getByRole('radio').evaluateAll(citizen.wordsOfAll);
    assert.ok(cards.length > 0);
    if (script) await isClean(page, 'home-offices');
    for (const card of cards) assert.match(card, /گروه سیار این دفتر به خانه‌ی شما می‌آید/);

    // Without it nothing is taken, and everything typed stays.
    const seat = await citizen.takeSeat(page);
    await citizen.submit(page);
    const alert = page.getByRole('alert');
    await alert.getByRole('link', { name: 'کد پستی خانه را وارد کنید.' }).waitFor();
    await alert.getByRole('link', { name: 'نشانی خانه را وارد کنید.' }).waitFor();
    assert.equal(await citizen.field(page, 'نام مادر').inputValue(), person.mother_name);
    assert.equal(await citizen.offices(page).getByRole('radio', { checked: true }).count(), 1);
    await citizen.fillHome(page);
    await citizen.submit(page);
    await bank.payAndFinish(page, { script });
    await heading(page, 'تایید نهایی');
    await says(page, TEAM);
    await says(page, citizen.officeOf(seat));
    await says(page, persian(citizen.HOME.street));
    await says(page, /کسی در خانه باشد که در را باز کند/);
    assert.equal(await page.getByText(/به دفتر تکمیل ثبت نام مراجعه کنید/).count(), 0);
    if (script) await isClean(page, 'home-confirm');
    await citizen.confirm(page);
    if (script) await isClean(page, 'home-result');
    await says(page, /در خانه باشید تا گروه سیار بیاید/);
    await turn(page, 'en');
    await says(page, /The home-visit team of .+ comes to your home\./);
    await says(page, /You do not travel/);
    await turn(page, 'fa');
    await page.goto(`${shop.server.url}/result/print`);
    await says(page, TEAM);
    if (script) await isClean(page, 'home-receipt');
  });
}

test('the draft keeps the address over the end of a session', async (t) => {
  const person = citizen.somebody();
  const page = await shop.visit(t, { script: false });
  await citizen.enter(page, person);
  await citizen.fillUpToList(page, person, { script: false, answers: AT_HOME, dayPlace: 5 });
  await citizen.button(page, 'جستجو').click();
  await page.context().clearCookies();
  await page.goto(shop.server.url);
  await citizen.enter(page, person);
  await says(page, /درخواست شما پیش‌تر آغاز شده است/);
  assert.equal(await street(page).inputValue(), citizen.HOME.street);
  assert.equal(await citizen.field(page, 'کد پستی').inputValue(), persian(citizen.HOME.code));
});

test('answers that change after the booking: the seat stays, and a team’s is chosen', async (t) => {
  const person = citizen.somebody();
  const page = await shop.visit(t);
  await citizen.enter(page, person);
  await heading(page, citizen.REGISTRATION);
  // A seat of an office without a team: one that the list of teams does not have.
  await citizen.answerQuestions(page, AT_HOME);
  await citizen.search(page, citizen.ILAM, 6);
  const teams = await citizen.readSeats(page);
  await page.goto(`${shop.server.url}/register`);
  await citizen.fillUpToList(page, person, { where: citizen.ILAM, dayPlace: 6 });
  const every = [...(await citizen.readSeats(page)).keys()];
  const place = every.findIndex((name) => !teams.has(name));
  const seat = await citizen.takeSeat(page, place);
  assert.ok(!teams.has(seat.name));
  await citizen.submit(page);
  await bank.payAndFinish(page);
  const code = await citizen.confirm(page);

  await page.getByRole('link', { name: 'ویرایش مشخصات فردی' }).click();
  await heading(page, 'ویرایش مشخصات');
  await citizen.answerQuestions(page, AT_HOME);
  await citizen.fillHome(page);
  await citizen.button(page, 'ثبت تغییرات').click();
  await says(page, /تغییرات ذخیره شد/);
  await says(page, /دفتر این نوبت گروه سیار ندارد/);
  await page.goto(`${shop.server.url}/result`);
  await says(page, /دفتر این نوبت گروه سیار ندارد/);
  await says(page, citizen.officeOf(seat));
  await isClean(page, 'home-without-team');
  await page.getByRole('main').getByRole('link', { name: 'تغییر مکان و زمان تکمیل ثبت نام' }).click();
  await citizen.search(page, citizen.ILAM, 7);
  await citizen.takeSeat(page);
  await citizen.button(page, 'گرفتن نوبت جدید').click();
  assert.equal(await citizen.trackingCode(page), code);
  await says(page, TEAM);
});
