// Every state of a citizen's pages, and how each is reached: for the tests that look at all of them
// and for the pictures.
import { heading } from './browser.mjs';
import * as bank from './bank.mjs';
import * as citizen from './citizen.mjs';
import { people } from './program.mjs';
import { bankFaults, registryIs } from './sandbox.mjs';

const open = (path) => (page, person, server) => page.goto(`${server.url}${path}`);

/** The states of a citizen's pages on the way to a seat and after it: how each is reached from the one before. */
export const WAY = [
  ['entry', () => {}],
  ['entry-faults', async (page) => {
    await citizen.enter(page, { national_id: '1', serial: '' });
    await page.getByRole('alert').waitFor();
  }],
  ['registration', async (page, person) => {
    await citizen.enter(page, person);
    await heading(page, citizen.REGISTRATION);
  }],
  ['registration-faults', async (page) => {
    await citizen.submit(page);
    await page.getByRole('alert').waitFor();
  }],
  ['registration-offices', (page, person) => citizen.fillForm(page, person)],
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
  ['result', (page) => citizen.confirm(page)],
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
  ['process', open('/process')],
  ['conditions', open('/conditions')],
  ['not-found', open('/no-such-page')],
  ['offline', open('/app/offline/fa')],
];

/** The pages of trouble, each reached from the entry page. */
export const TROUBLE = [
  ...['minor', 'deceased', 'new-serial'].map((kind) => [
    kind,
    (page) => citizen.enter(page, people(kind, 1)[0]),
  ]),
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
  ['asking', async (page, person, server) => {
    await citizen.enter(page, person);
    await citizen.fillForm(page, person, { dayPlace: 6 });
    await bankFaults(server, { verify: 'down' });
    await citizen.submit(page);
    await bank.payAndFinish(page);
    await heading(page, 'در حال پرسیدن نتیجه از بانک');
  }],
];
