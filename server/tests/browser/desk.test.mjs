// The day of a seat, on both sides of an office's counter: who comes is found, begun and finished,
// and sees it at once; who does not come chooses again without paying.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { heading, says } from './support/browser.mjs';
import * as bank from './support/bank.mjs';
import * as citizen from './support/citizen.mjs';
import * as counter from './support/counter.mjs';
import { persian, solarDay } from './support/digits.mjs';
import { stage } from './support/stage.mjs';

const shop = stage();
const DAY_PLACE = 3;
const DAY_TITLE = 'نوبت‌های روز';
/** The part of the page with who was found; the list below it is of the whole shift. */
const CARD = /^نوبت [۰-۹]/;
const EDIT = 'ویرایش مشخصات فردی';
const TEAM_PAPER = 'برگه‌ی گروه سیار برای چاپ';
const MOVE = 'تغییر مکان و زمان تکمیل ثبت نام';

/** Books the seat with this name on its card, or the first; tells its code and how far its day is. */
async function books(t, person, name, answers) {
  const page = await shop.visit(t);
  await citizen.enter(page, person);
  await citizen.fillUpToList(page, person, { dayPlace: DAY_PLACE, answers });
  const day = await citizen.field(page, 'تاریخ').inputValue();
  const cards = await citizen.seats(page).evaluateAll(citizen.wordsOfAll);
  const place = name ? cards.findIndex((words) => words.includes(name)) : 0;
  const seat = await citizen.takeSeat(page, place);
  await citizen.submit(page);
  await bank.payAndFinish(page);
  const code = await citizen.confirm(page);
  await page.context().close();
  const days = Array.from({ length: 60 }, (_, days) => days);
  return { person, seat, code, days: days.find((days) => solarDay(days) === day) };
}

/** The citizen's own page, as it is met now. */
async function looks(t, { person }) {
  const page = await shop.visit(t);
  await citizen.enter(page, person);
  await heading(page, 'نتیجه ثبت نام کارت هوشمند ملی');
  return page;
}

async function find(page, text) {
  await citizen.field(page, 'شماره پیگیری یا اسکن رسید').fill(text);
  await citizen.button(page, 'یافتن').click();
  return page.getByRole('region', { name: CARD });
}

/** The row of a tracking code in the list of the shift. */
const rowOf = (page, code) =>
  page.getByRole('row').filter({ hasText: persian(code.match(/.{3}/g).join(' ')) });

/** What comes out of a printer is one sheet with the code and no other word of the citizen. */
async function printsOneSheet(t, page, { code, person }, faults) {
  await citizen.button(page, 'فهرست برای چاپ').click();
  await heading(page, 'فهرست نوبت‌ها');
  await counter.lookAtBoth(page, 'list', faults);
  const folder = mkdtempSync(join(tmpdir(), 'nobat-list-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'list.pdf');
  writeFileSync(path, await page.pdf({ preferCSSPageSize: true }));
  const info = execFileSync('pdfinfo', [path], { encoding: 'utf8' });
  assert.match(info, /^Pages:\s+1$/m);
  assert.match(info, /^Page size:\s+59\d\S* x 84\d\S* pts \(A4\)$/m);
  await page.emulateMedia({ media: 'print' });
  const paper = (await page.locator('body').innerText()).replace(/\s/g, '');
  await page.emulateMedia({ media: 'screen' });
  assert.ok(paper.includes(persian(code)), 'the code stands on the paper');
  const mobile = persian(citizen.MOBILE.slice(-4));
  const secrets = [person.mother_name, persian(person.national_id), mobile];
  for (const secret of secrets) assert.ok(!paper.includes(secret), `${secret} stands on paper`);
  await page.getByRole('link', { name: 'بازگشت به فهرست' }).click();
  await heading(page, DAY_TITLE);
}

/** What a team takes along: the homes of its shift, and nothing that names whoever lives there. */
async function printsTeamPaper(t, visit, faults) {
  const clerk = await clerkOf(t, visit.seat, 'nasrin');
  const card = await find(clerk, visit.code);
  await card.getByText(citizen.HOME.street.slice(0, 20)).waitFor();
  await counter.lookAtBoth(clerk, 'desk-found-home', faults);
  if (!(await citizen.button(clerk, TEAM_PAPER).count())) {
    await clerk.locator('a[data-shift]:not([aria-current])').click();
  }
  await citizen.button(clerk, TEAM_PAPER).click();
  await heading(clerk, 'برگه‌ی گروه سیار');
  await clerk.getByText(citizen.HOME.street.slice(0, 20)).waitFor();
  const paper = (await clerk.getByRole('main').innerText()).replace(/\s/g, '');
  const mobile = persian(citizen.MOBILE.slice(-4));
  for (const secret of [persian(visit.code), persian(visit.person.national_id), mobile]) {
    assert.ok(!paper.includes(secret), `${secret} leaves the office`);
  }
  await counter.lookAtBoth(clerk, 'team', faults);
}

/** Somebody at the counter of the office with this seat, made by an operator. */
async function clerkOf(t, seat, name) {
  const operator = await shop.visit(t);
  const op = `op-${name}`;
  await counter.enrol(operator, shop.server, op, counter.hire(shop.server, op, 'operator'));
  const number = await counter.numberOf(operator, shop.server, citizen.officeOf(seat));
  const page = await shop.visit(t);
  const oneTime = counter.hire(shop.server, name, 'office', number);
  await counter.enrol(page, shop.server, name, oneTime);
  await page.getByRole('link', { name: DAY_TITLE }).click();
  await heading(page, DAY_TITLE);
  return page;
}

test('who comes is begun and finished, who does not come chooses again', async (t) => {
  const comes = await books(t, citizen.somebody());
  const stays = await books(t, citizen.somebody(), comes.seat.name);
  const visit = await books(t, citizen.somebody(), undefined, ['خیر', 'بله', 'بله', 'بله']);
  const faults = [];
  await shop.server.daysAhead(comes.days);
  const clerk = await clerkOf(t, comes.seat, 'zahra');

  await find(clerk, '123');
  await clerk.getByRole('alert').waitFor();
  const card = await find(clerk, comes.code);
  await card.getByText(persian(comes.person.national_id)).waitFor();
  await card.getByText(comes.person.mother_name).waitFor();
  await counter.lookAtBoth(clerk, 'desk-found', faults);
  await card.getByRole('button', { name: 'آغاز تکمیل' }).click();
  const row = rowOf(clerk, comes.code);
  await row.getByText(/^آغاز شده/).waitFor();
  await counter.lookAtBoth(clerk, 'desk-begun', faults);
  const hers = await looks(t, comes);
  await says(hers, 'تکمیل ثبت نام شما در دفتر آغاز شده است.');
  const allowed = await citizen.operations(hers);
  assert.ok(!allowed.includes(EDIT) && !allowed.includes(MOVE), `${allowed}`);

  // A slip of the hand costs the citizen nothing.
  await row.getByRole('button', { name: 'اشتباه بود؛ بازگردان' }).click();
  await row.getByText('در انتظار').waitFor();
  await counter.lookAtBoth(clerk, 'desk-undone', faults);
  await hers.reload();
  assert.ok((await citizen.operations(hers)).includes(MOVE), 'she may move again');
  await row.getByRole('button', { name: 'آغاز تکمیل' }).click();
  await row.getByText(/^آغاز شده/).waitFor();

  await row.getByRole('button', { name: 'پایان تکمیل' }).click();
  await clerk.getByRole('alert').waitFor();
  await counter.lookAtBoth(clerk, 'desk-untaken', faults);
  await row.getByRole('checkbox').check();
  await row.getByRole('button', { name: 'پایان تکمیل' }).click();
  await row.getByText(/^پایان یافته/).waitFor();
  await counter.lookAtBoth(clerk, 'desk-finished', faults);
  await hers.reload();
  await says(hers, /^تکمیل ثبت نام شما انجام شده است/);
  await printsOneSheet(t, clerk, comes, faults);
  await printsTeamPaper(t, visit, faults);

  await shop.server.daysAhead(stays.days + 1);
  const later = await clerkOf(t, stays.seat, 'reza');
  await find(later, stays.code);
  await says(later, /این نوبت برای روز دیگری است/);
  const late = later.getByRole('region', { name: CARD });
  await late.getByRole('button', { name: 'نیامد' }).click();
  await rowOf(later, stays.code).getByText('نیامد', { exact: true }).waitFor();
  await counter.lookAtBoth(later, 'desk-missed', faults);
  const his = await looks(t, stays);
  await says(his, /^روز نوبت شما گذشته است/);
  await his.getByRole('main').getByRole('link', { name: MOVE }).first().click();
  await citizen.search(his, citizen.MARAGHEH, DAY_PLACE);
  await citizen.takeSeat(his);
  await citizen.button(his, 'گرفتن نوبت جدید').click();
  assert.equal(await citizen.trackingCode(his), stays.code, 'the same code, and no payment');
  assert.deepEqual(faults, []);
});
