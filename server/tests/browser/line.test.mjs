// An office's desk while the line is down: it goes on with the list that the device has kept, also in a
// browser that was closed meanwhile, and everything is settled once when the line is back.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { heading, openOwnBrowser, says } from './support/browser.mjs';
import * as bank from './support/bank.mjs';
import * as citizen from './support/citizen.mjs';
import * as counter from './support/counter.mjs';
import { persian, solarDay } from './support/digits.mjs';
import { stage } from './support/stage.mjs';

const shop = stage();
/** The device of the desk: it goes when no browser has it open any more. */
const folder = mkdtempSync(join(tmpdir(), 'nobat-desk-'));
after(() => rmSync(folder, { recursive: true }));
const DAY_PLACE = 3;
const DAY_TITLE = 'نوبت‌های روز';
const OFF_LINE = 'نوبت‌های روز، بدون خط';
const SETTLED = 'کارهایی که بدون خط ثبت شد';

/** Books the seat with this name on its card, or the first of the list. */
async function books(t, name) {
  const person = citizen.somebody();
  const page = await shop.visit(t);
  await citizen.enter(page, person);
  await citizen.fillUpToList(page, person, { dayPlace: DAY_PLACE });
  const day = await citizen.field(page, 'تاریخ').inputValue();
  // A shift that others have booked stands further down.
  if (name) await citizen.readSeats(page);
  const cards = await citizen.seats(page).evaluateAll(citizen.wordsOfAll);
  const place = name ? cards.findIndex((words) => words.includes(name)) : 0;
  assert.ok(place >= 0, `${name} is on the list`);
  const seat = await citizen.takeSeat(page, place);
  await citizen.submit(page);
  await bank.payAndFinish(page);
  const code = await citizen.confirm(page);
  await page.context().close();
  const days = Array.from({ length: 60 }, (_, days) => days);
  return { person, seat, code, days: days.find((days) => solarDay(days) === day) };
}

const rowOf = (page, code) =>
  page.getByRole('row').filter({ hasText: persian(code.match(/.{3}/g).join(' ')) });

/** The list with this code, in whichever shift it stands, once the device has all that it keeps. */
async function listWith(page, code) {
  await page.goto(`${shop.server.url}/office`);
  await heading(page, DAY_TITLE);
  await page.locator('html[data-desk=kept]').waitFor();
  if ((await rowOf(page, code).count()) > 0) return;
  await page.locator('a[data-shift]:not([aria-current])').click();
  await page.locator('html[data-desk=kept]').waitFor();
  await rowOf(page, code).waitFor();
}

/** Everything that the device has of the desk. */
const onDevice = (page) => page.evaluate(() => JSON.stringify({ ...localStorage }));

test('the desk goes on without a line, also after the browser was closed, and settles once', async (t) => {
  const first = await books(t);
  const second = await books(t, first.seat.name);
  const third = await books(t, first.seat.name);
  await shop.server.daysAhead(first.days);
  const operator = await shop.visit(t);
  await counter.enrol(operator, shop.server, 'boss', counter.hire(shop.server, 'boss', 'operator'));
  const number = await counter.numberOf(operator, shop.server, citizen.officeOf(first.seat));

  let own = await openOwnBrowser(t, folder, shop.server);
  const key = await counter.enrol(
    own.page, shop.server, 'zahra', counter.hire(shop.server, 'zahra', 'office', number));
  await listWith(own.page, first.code);
  await own.context.setOffline(true);
  // The list is still on the screen: the button is noted and nothing is lost.
  await rowOf(own.page, first.code).getByRole('button', { name: 'آغاز تکمیل' }).click();
  await heading(own.page, OFF_LINE);
  await rowOf(own.page, first.code).getByText(/^آغاز شد؛ هنوز فرستاده نشده است/).waitFor();
  for (const { code } of [second, third]) {
    await rowOf(own.page, code).getByRole('button', { name: 'آغاز تکمیل' }).click();
  }
  const faults = [];
  await counter.lookAtBoth(own.page, 'desk-offline', faults);
  assert.deepEqual(faults, []);
  const device = await onDevice(own.page);
  for (const { person } of [first, second, third])
    for (const secret of [person.national_id, person.serial, person.mother_name, citizen.MOBILE.slice(-4), persian(citizen.MOBILE.slice(-4))])
      assert.ok(!device.includes(secret), `${secret} is on the device`);

  // A slip is taken back on the device; nothing of it is ever sent.
  await rowOf(own.page, third.code).getByRole('button', { name: 'اشتباه بود؛ نفرست' }).click();
  await own.context.close();
  own = await openOwnBrowser(t, folder, shop.server);
  await own.context.setOffline(true);
  await own.page.goto(`${shop.server.url}/office`);
  await heading(own.page, OFF_LINE);
  const row = rowOf(own.page, first.code);
  await row.getByRole('button', { name: 'پایان تکمیل' }).click();
  await own.page.getByRole('alert').waitFor();
  await row.getByRole('checkbox').check();
  await row.getByRole('button', { name: 'پایان تکمیل' }).click();
  await row.getByText(/^پایان یافت؛ هنوز فرستاده نشده است/).waitFor();
  const finish = rowOf(own.page, second.code);
  await finish.getByRole('checkbox').check();
  await finish.getByRole('button', { name: 'پایان تکمیل' }).click();

  // Meanwhile the second one is begun and finished at another desk of the same office.
  const other = await shop.visit(t);
  await counter.enrol(
    other, shop.server, 'reza', counter.hire(shop.server, 'reza', 'office', number));
  await listWith(other, second.code);
  await rowOf(other, second.code).getByRole('button', { name: 'آغاز تکمیل' }).click();
  await rowOf(other, second.code).getByText(/^آغاز شده/).waitFor();
  await rowOf(other, second.code).getByRole('checkbox').check();
  await rowOf(other, second.code).getByRole('button', { name: 'پایان تکمیل' }).click();
  await rowOf(other, second.code).getByText(/^پایان یافته/).waitFor();

  // The session went with the browser: whoever comes in again settles what was noted.
  // The page notices the line by itself and is led to the login; a second visit before that would cross it.
  const led = own.page.waitForURL(/\/staff\/login/);
  await own.context.setOffline(false);
  await led;
  await counter.comesIn(own.page, shop.server, 'zahra', key);
  await own.page.goto(`${shop.server.url}/office`);
  const panel = own.page.getByRole('region', { name: SETTLED });
  await panel.waitFor();
  await own.page.locator('html[data-desk=kept]').waitFor();
  const said = await panel.getByRole('listitem').allInnerTexts();
  const of = ({ code }) => said.filter((words) => words.includes(persian(code.slice(0, 3))));
  const ending = (seat) => of(seat).map((words) => words.split(': ').at(-1).trim());
  assert.deepEqual(ending(first), ['انجام شد.', 'انجام شد.']);
  assert.equal(of(third).length, 0, 'what was taken back was never sent');
  const [begun, finished] = ending(second);
  assert.match(begun, /^وضعیت این نوبت پیش از شما تغییر کرده است/, 'a refusal says what it is');
  assert.equal(finished, 'پیش از این انجام شده بود و چیزی عوض نشد.');
  await counter.lookAtBoth(own.page, 'desk-settled', faults);
  assert.deepEqual(faults, []);
  await panel.getByRole('button', { name: 'دیدم' }).click();
  await panel.waitFor({ state: 'hidden' });
  await own.page.reload();
  await own.page.locator('html[data-desk=kept]').waitFor();
  assert.ok(!(await panel.isVisible()), 'settled once, and told once');
  await listWith(own.page, first.code);
  await rowOf(own.page, first.code).getByText(/^پایان یافته/).waitFor();

  const hers = await shop.visit(t);
  await citizen.enter(hers, first.person);
  await says(hers, /^تکمیل ثبت نام شما انجام شده است/);

  // Whoever leaves the desk leaves no list behind.
  await own.page.getByRole('button', { name: 'خروج' }).click();
  await heading(own.page, 'ورود به پیشخوان');
  assert.ok(!(await onDevice(own.page)).includes(first.code));
});
