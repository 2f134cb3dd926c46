// A person who knows the guide, at the keyboard: every step is found by the guide's own words.
import assert from 'node:assert/strict';
import { heading } from './browser.mjs';
import { latin, MONTHS, persian } from './digits.mjs';
import { people } from './program.mjs';

export const TITLE = 'سامانه‌ی کارت هوشمند ملی';
export const REGISTRATION = 'ثبت درخواست کارت هوشمند ملی';
export const QUESTIONS = [
  'آیا سلامتی کافی برای خروج از خانه دارید؟',
  'آیا توان حرکتی برای بالا رفتن از پله دارید؟',
  'آیا مردمک هر دو چشم شما واضح دیده می شود؟',
  'آیا همه ی انگشتان دست شما سه بند سالم دارند؟',
];
const GENDERS = { female: 'زن', male: 'مرد' };
/** Where the guide's own citizen lives. */
export const MARAGHEH = { area: '041', phone: '37222226' };
/** A province with few offices, whose whole list is soon read. */
export const ILAM = { area: '084', phone: '33331234' };
/** A province with one county seat, so with one registry office, which can do everything. */
export const QOM = { area: '025', phone: '33331234' };
export const MOBILE = '09145128136';
/** Where a team comes to who cannot leave home. */
export const HOME = { code: '5514736867', street: 'مراغه، کوچه‌ی بنفشه، پلاک ۱۲' };

const CROWD = 64;
let crowd;
/** Somebody whom no other test of the file has met. */
export function somebody() {
  crowd ??= people('fresh', CROWD);
  const person = crowd.pop();
  assert.ok(person, 'a file of tests needs more people than were called');
  return person;
}

/** The citizen of the guide's pictures, born 1369/03/19; `somebody` comes to her last. */
export const guides = () => people('fresh', 1)[0];

export const button = (page, name) => page.getByRole('button', { name, exact: true });
export const field = (page, name) => page.getByLabel(name, { exact: true });
const group = (page, name) => page.getByRole('group', { name });

/** Fills the entry page and goes on. */
export async function enter(page, { national_id, serial }) {
  await field(page, 'شماره ملی').fill(national_id);
  await field(page, 'شماره سریال').fill(serial);
  await field(page, 'جواب سوال چیست ؟').fill('۱۲');
  await button(page, 'ادامه').click();
}

/** Without script the guide's five dates come from a button, with it by themselves. */
export async function lunarChoices(page, { script = true } = {}) {
  const first = group(page, 'تاریخ تولد قمری').getByRole('radio').first();
  // Where dates stand already, the same button computes them again.
  const compute = page.getByRole('button', { name: /^محاسبه‌ی (دوباره‌ی )?تاریخ قمری$/ });
  if (!script) await compute.click();
  await first.waitFor();
  return group(page, 'تاریخ تولد قمری');
}

export async function chooseBirth(page, date) {
  const [year, month, day] = date.split('/').map(Number);
  const birth = group(page, 'تاریخ تولد شمسی');
  await birth.getByLabel('روز').selectOption({ label: persian(day) });
  await birth.getByLabel('ماه').selectOption({ label: MONTHS[month - 1] });
  await birth.getByLabel('سال').selectOption({ label: persian(year) });
}

/** Part one: the six details. */
export async function fillDetails(page, person, options) {
  await chooseBirth(page, person.birth);
  const choices = await lunarChoices(page, options);
  await choices.getByLabel('محاسبه‌شده').check();
  await group(page, 'جنسیت').getByLabel(GENDERS[person.gender]).check();
  await field(page, 'دین').selectOption({ label: 'اسلام' });
  await field(page, 'نام مادر').fill(person.mother_name);
  await field(page, 'شماره تلفن همراه').fill(MOBILE);
}

/** Part two: the answers, by default the ordinary citizen's four times yes. */
export async function answerQuestions(page, answers = ['بله', 'بله', 'بله', 'بله']) {
  for (const [n, answer] of answers.entries()) {
    await group(page, QUESTIONS[n]).getByLabel(answer).check();
  }
}

/** What is asked of who cannot leave home. */
export async function fillHome(page, { code, street } = HOME) {
  await field(page, 'کد پستی').fill(code);
  await field(page, 'نشانی خانه').fill(street);
}

/** Part three: the search, on the day given by its place among the open ones. */
export async function search(page, { area, phone } = MARAGHEH, dayPlace = 3) {
  await field(page, 'تاریخ').selectOption({ index: dayPlace });
  await field(page, 'کد شهر').fill(area);
  await field(page, 'تلفن').fill(phone);
  await button(page, 'جستجو').click();
  await answered(page);
}

/** Places in the list of days on which every shift of every office is open, nearest first. */
export async function ordinaryDays(page) {
  const days = await field(page, 'تاریخ').getByRole('option').allInnerTexts();
  return days.flatMap((day, place) => (place === 0 || day.includes('پنجشنبه') ? [] : [place]));
}

/** With script a part of the page is busy until its answer has taken its place. */
export async function answered(page) {
  await page.locator('[aria-busy]').first().waitFor({ state: 'detached' });
  await page.locator('#found .cards, #found .strip').first().waitFor();
}

/** The buttons of days with room, under the list of a day that is full. */
export const nearestDays = (page) => page.locator('#found .days').getByRole('button');

export const offices = (page) => group(page, /^[۰-۹]+ شیفت دارای نوبت/);
/** The cards that can be chosen, in the list's order. */
export const seats = (page) => offices(page).getByRole('radio', { disabled: false });

const wordsOf = (radio) => radio.closest('label').innerText;
export const wordsOfAll = (radios) => radios.map((radio) => radio.closest('label').innerText);

/** What is written on a card: shift and office, and the seats that are free. */
function readCard(words) {
  const free = words.match(/\(([۰-۹]+) نوبت از/);
  const name = words
    .split('\n')
    .map((line) => line.trim())
    .find(Boolean);
  return { name, free: free ? Number(latin(free[1])) : 0 };
}

/** Every card of the list, with further pages of it: free seats by shift and office. */
export async function readSeats(page) {
  const more = button(page, '۱۰ شیفت بعدی');
  while (await more.count()) {
    const cards = await offices(page).getByRole('radio').count();
    await more.click();
    await offices(page).getByRole('radio').nth(cards).waitFor();
  }
  const all = await offices(page).getByRole('radio').evaluateAll(wordsOfAll);
  return new Map(all.map(readCard).map(({ name, free }) => [name, free]));
}

export const officeOf = (seat) => seat.name.split('·')[1].trim();

/** Chooses a card by its place and says what was on it. */
export async function takeSeat(page, place = 0) {
  const seat = seats(page).nth(place);
  await seat.check();
  return readCard(await seat.evaluate(wordsOf));
}

/** Part four: the gateway, and off to the bank. */
export async function submit(page) {
  await page.getByRole('radio', { name: 'بانک ملی - سداد' }).check();
  await button(page, 'ثبت اطلاعات و پرداخت').click();
}

/** The whole form up to the list of offices. */
export async function fillUpToList(page, person, options = {}) {
  await heading(page, REGISTRATION);
  await fillDetails(page, person, options);
  await answerQuestions(page, options.answers);
  if (options.answers?.[0] === 'خیر') await fillHome(page);
  await search(page, options.where, options.dayPlace);
}

/** The whole form up to the seat; tells which seat. */
export async function fillForm(page, person, options = {}) {
  await fillUpToList(page, person, options);
  return takeSeat(page, options.seat);
}

/** From the entry page to the bank's page. */
export async function goToBank(page, person, options) {
  await enter(page, person);
  const seat = await fillForm(page, person, options);
  await submit(page);
  await heading(page, 'اطلاعات کارت شما');
  return seat;
}

/** From the confirmation to the result; tells the tracking code. */
export async function confirm(page) {
  await heading(page, 'تایید نهایی');
  await button(page, 'تایید اطلاعات و چاپ رسید').click();
  return trackingCode(page);
}

export async function trackingCode(page) {
  await heading(page, 'نتیجه ثبت نام کارت هوشمند ملی');
  const panel = page.getByText('شماره پیگیری', { exact: true }).locator('xpath=..');
  const code = latin(await panel.innerText()).match(/(?:\d\s*){9}/);
  assert.ok(code, 'the result shows a tracking code of nine digits');
  return code[0].replace(/\s/g, '');
}

/** The names of the operations at the foot of the page. */
export async function operations(page) {
  const foot = page.getByRole('navigation', { name: 'عملیات مجاز برای شما' });
  return foot.getByRole('link').allInnerTexts();
}
