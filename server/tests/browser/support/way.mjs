// Every state of a citizen's pages, and how each is reached: for the tests that look at all of them
// and for the pictures.
import { heading, reloadedUntil, says } from './browser.mjs';
import * as bank from './bank.mjs';
import * as citizen from './citizen.mjs';
import { people } from './program.mjs';
import { bankFaults, changePerson, deliver, registryIs } from './sandbox.mjs';

const open = (path) => (page, person, server) => page.goto(`${server.url}${path}`);

/** After so many wrong entries of one pair its question is harder, and after so many it is locked. */
const HARDER_AFTER = 3;
const LOCKED_AFTER = 6;

/** Enters wrong so often; the answer to the last of it stands there. */
async function guess(page, { national_id, serial }, times) {
  const wrong = `${(Number(serial) + 1) % 1_000_000}`.padStart(6, '0');
  for (let guesses = 1; guesses <= times; guesses += 1) {
    const pair = { national_id, serial: wrong };
    await Promise.all([page.waitForEvent('load'), citizen.enter(page, pair)]);
  }
}

/** Fills the form of tracking and sends it. */
async function track(page, server, code, last = '') {
  await page.goto(`${server.url}/track`);
  await citizen.field(page, 'شماره پیگیری').fill(code);
  await citizen.field(page, 'چهار رقم آخر تلفن همراه').fill(last);
  await Promise.all([page.waitForEvent('load'), citizen.button(page, 'جستجو').click()]);
}

/** Enters and goes to the page on which data is erased. */
async function toErasing(page, person, server) {
  await citizen.enter(page, person);
  await heading(page, citizen.REGISTRATION);
  await page.goto(`${server.url}/data/erase`);
}

async function sayErase(page, serial) {
  await citizen.field(page, 'شماره سریال').fill(serial);
  await citizen.button(page, 'ادامه').click();
}

/** The tracking code of whoever walks. */
let code;

/** The states of a citizen's pages on the way to a seat and after it: how each is reached from the one before. */
export const WAY = [
  ['entry', () => {}],
  ['entry-faults', async (page) => {
    await citizen.enter(page, { national_id: '1', serial: '' });
    await page.getByRole('alert').waitFor();
  }],
  ['entry-guide', async (page, person, server) => {
    await page.goto(server.url);
    for (const more of ['راهنما', 'تصویر را نمی‌بینم']) {
      await page.getByText(more, { exact: true }).click();
    }
  }],
  ['waiting', async (page, person, server) => {
    await page.goto(server.url);
    await citizen.field(page, 'شماره ملی').fill(person.national_id);
    await citizen.field(page, 'شماره سریال').fill(person.serial);
    // As it is without script: the device has no work to do.
    const without = citizen.button(page, 'تایید بدون سوال');
    await without.evaluate((it) => delete it.dataset.work);
    await without.click();
    await citizen.button(page, 'پاسخ به سوال، به‌جای آن').waitFor();
  }],
  ['track', open('/track')],
  ['track-faults', (page, person, server) => track(page, server, '12345')],
  ['registration', async (page, person, server) => {
    await page.goto(server.url);
    await citizen.enter(page, person);
    await heading(page, citizen.REGISTRATION);
  }],
  ['registration-faults', async (page) => {
    await citizen.submit(page);
    await page.getByRole('alert').waitFor();
  }],
  ['registration-home', async (page, person, server) => {
    await page.goto(`${server.url}/register`);
    const answers = ['خیر', 'بله', 'بله', 'بله'];
    await citizen.fillUpToList(page, person, { answers, where: citizen.QOM });
    await citizen.fillHome(page, { code: '551473686', street: citizen.HOME.street });
    await citizen.submit(page);
    await page.getByRole('alert').waitFor();
  }],
  ['registration-offices', async (page, person, server) => {
    // Anew: without a script's change of one part, and without what was said of an empty form.
    await page.goto(`${server.url}/register`);
    await citizen.fillForm(page, person);
  }],
  ['clear', async (page) => {
    await citizen.button(page, 'پاکسازی فرم').click();
    await heading(page, 'پاکسازی فرم');
  }],
  ['not-paid', async (page, person, server) => {
    await open('/register')(page, person, server);
    await citizen.fillForm(page, person);
    await citizen.submit(page);
    await bank.cancel(page);
    await heading(page, 'پرداخت لغو شد');
  }],
  ['choose', open('/choose')],
  ['confirm-unpaid', open('/confirm')],
  ['confirm', async (page) => {
    await page.getByRole('radio', { name: 'بانک ملی - سداد' }).check();
    await citizen.button(page, 'پرداخت').click();
    await bank.payAndFinish(page);
    await heading(page, 'تایید نهایی');
  }],
  ['result', async (page) => {
    code = await citizen.confirm(page);
  }],
  ['track-own', open('/track')],
  ['track-stage', (page, person, server) => track(page, server, code)],
  ['track-found', (page, person, server) => {
    return track(page, server, code, citizen.MOBILE.slice(-4));
  }],
  ['track-wrong', (page, person, server) => track(page, server, code, '0000')],
  ['data', open('/data')],
  ['erase-closed', open('/data/erase')],
  ['receipt', open('/result/print')],
  ['save', open('/result/file')],
  ['email', open('/result/email')],
  ['email-faults', async (page) => {
    await citizen.field(page, 'نشانی ایمیل').fill('name.example.ir');
    await citizen.button(page, 'ارسال رسید').click();
    await page.getByRole('alert').waitFor();
  }],
  ['email-sent', async (page, person, server) => {
    await open('/result/email')(page, person, server);
    await citizen.field(page, 'نشانی ایمیل').fill('name@example.ir');
    await citizen.button(page, 'ارسال رسید').click();
    await page.getByRole('status').getByText('رسید فرستاده شد').waitFor();
  }],
  ['edit', open('/edit')],
  ['edit-faults', async (page) => {
    await citizen.field(page, 'نام مادر').fill('12');
    await citizen.button(page, 'ثبت تغییرات').click();
    await page.getByRole('alert').waitFor();
  }],
  ['mobile', open('/mobile')],
  ['mobile-faults', async (page) => {
    await citizen.field(page, 'شماره تلفن همراه').fill('12');
    await citizen.button(page, 'ثبت شماره‌ی جدید').click();
    await page.getByRole('alert').waitFor();
  }],
  ['move', open('/move')],
  ['move-offices', (page) => citizen.search(page)],
  ['delivery', open('/delivery')],
  ['delivery-faults', async (page) => {
    await citizen.button(page, 'نمایش اداره‌ها').click();
    await page.getByRole('alert').waitFor();
  }],
  ['delivery-offices', async (page) => {
    await citizen.field(page, 'شهر').selectOption({ index: 3 });
    await citizen.button(page, 'نمایش اداره‌ها').click();
    await page.getByRole('group', { name: 'اداره‌ی ثبت احوال' }).waitFor();
  }],
  ['give-back', open('/give-back')],
  ['move-spent', async (page, person, server) => {
    for (const dayPlace of [5, 6, 8]) {
      await open('/move')(page, person, server);
      await citizen.search(page, citizen.MARAGHEH, dayPlace);
      await citizen.takeSeat(page);
      await citizen.button(page, 'گرفتن نوبت جدید').click();
      await citizen.trackingCode(page);
    }
    await open('/move')(page, person, server);
    await says(page, /جابه‌جایی‌های بدون انتظار شما به پایان رسیده است/);
  }],
  ['earlier', open('/earlier')],
  ['earlier-offered', async (page) => {
    await citizen.button(page, 'خبرم کن').click();
    const asked = () => citizen.button(page, 'این نوبت را می‌خواهم').count();
    await reloadedUntil(page, asked, 'a round finds a seat');
  }],
  ['give-back-waits', open('/give-back')],
  ['choose-waits', async (page) => {
    await citizen.button(page, 'بله، نوبت را پس می‌دهم').click();
    await heading(page, 'تعیین زمان و مکان تکمیل ثبت نام');
    await says(page, /نوبت بعدی را انتخاب می‌کنید؛ پرداخت شما محفوظ است/);
  }],
  ['track-locked', async (page, person, server) => {
    for (let guesses = 1; guesses <= LOCKED_AFTER; guesses += 1) {
      await track(page, server, code, '0000');
    }
    await says(page, /چند بار با رقم‌های نادرست جستجو شده است/);
  }],
  ['result-delivered', async (page, person, server) => {
    // Somebody else: whoever has moved so often waits before the next seat.
    await page.goto(server.url);
    await citizen.goToBank(page, citizen.somebody(), { dayPlace: 6 });
    await bank.payAndFinish(page);
    deliver(server, await citizen.confirm(page));
    await page.reload();
    await says(page, /کارت شما تحویل شده است/);
  }],
  ['opening', open('/request/new')],
  ['opening-faults', async (page) => {
    await citizen.button(page, 'ادامه').click();
    await page.getByRole('alert').waitFor();
  }],
  ['registration-again', async (page) => {
    await page.getByRole('radio', { name: /فقدان/ }).check();
    await citizen.button(page, 'ادامه').click();
    await heading(page, citizen.REGISTRATION);
  }],
  ['process', open('/process')],
  ['conditions', open('/conditions')],
  ['not-found', open('/no-such-page')],
  ['offline', open('/app/offline/fa')],
];

/** The pages of trouble, each reached from the entry page. */
export const TROUBLE = [
  ['harder', (page, person) => guess(page, person, HARDER_AFTER)],
  ['locked', async (page, person) => {
    await guess(page, person, LOCKED_AFTER);
    await heading(page, /^ورود تا ساعت/);
  }],
  ...['minor', 'deceased', 'new-serial'].map((kind) => [
    kind,
    (page) => citizen.enter(page, people(kind, 1)[0]),
  ]),
  ['foreign', async (page, person, server) => {
    await changePerson(server, { national_id: person.national_id, iranian: false });
    await citizen.enter(page, person);
  }],
  ['erase', toErasing],
  ['erase-faults', async (page, person, server) => {
    await toErasing(page, person, server);
    await sayErase(page, '12');
    await page.getByRole('alert').waitFor();
  }],
  ['erase-sure', async (page, person, server) => {
    await toErasing(page, person, server);
    await sayErase(page, person.serial);
    await heading(page, 'اطلاعات شما پاک شود؟');
  }],
  ['erased', async (page, person, server) => {
    await toErasing(page, person, server);
    await sayErase(page, person.serial);
    await citizen.button(page, 'بله، برای همیشه پاک شود').click();
    await heading(page, 'اطلاعات شما پاک شد');
  }],
  ['registry-down', async (page, person, server) => {
    await registryIs(server, { mode: 'down' });
    await citizen.enter(page, person);
  }],
  ['gateway-down', async (page, person, server) => {
    await citizen.enter(page, person);
    await citizen.fillForm(page, person, { dayPlace: 6 });
    await bankFaults(server, { token: 'down' });
    await citizen.submit(page);
    await heading(page, 'پرداخت انجام نشد');
  }],
  ['choose-cools', async (page, person, server) => {
    await bankFaults(server);
    await citizen.enter(page, person);
    await citizen.fillForm(page, person, { dayPlace: 6 });
    await citizen.submit(page);
    for (const left of [2, 1, 0]) {
      await bank.cancel(page);
      await heading(page, 'پرداخت لغو شد');
      if (left === 0) break;
      await citizen.button(page, 'پرداخت دوباره').click();
      await heading(page, 'تایید نهایی');
      await page.getByRole('radio', { name: 'بانک ملی - سداد' }).check();
      await citizen.button(page, 'پرداخت').click();
    }
    await open('/choose')(page, person, server);
    await says(page, /چند نوبت بدون پرداخت رها شده است/);
  }],
  ['asking', async (page, person, server) => {
    await citizen.enter(page, person);
    await citizen.fillForm(page, person, { dayPlace: 6 });
    await bankFaults(server, { verify: 'down' });
    await citizen.submit(page);
    await bank.payAndFinish(page);
    await heading(page, 'در حال پرسیدن نتیجه از بانک');
  }],
];
