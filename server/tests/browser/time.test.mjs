// What time does to a payment: a bank page that runs out, a browser that never comes back.
// The bank's page lives for seconds here, so that its own countdown is waited out, not slept out; for
// so many that a slow machine can pay within them.
import { test } from 'node:test';
import { heading, reloadedUntil, says } from './support/browser.mjs';
import * as bank from './support/bank.mjs';
import * as citizen from './support/citizen.mjs';
import { bankFaults } from './support/sandbox.mjs';
import { stage } from './support/stage.mjs';

const WINDOW_S = 20;
const shop = stage({ bankWindowSeconds: WINDOW_S });
const CHOOSE = 'تعیین زمان و مکان تکمیل ثبت نام';

/** The same citizen at another machine. */
async function comesBack(t, person) {
  const page = await shop.visit(t);
  await citizen.enter(page, person);
  return page;
}

test('who lets the time run out gets the same seat offered first, pays and has it', async (t) => {
  const person = citizen.somebody();
  const page = await shop.visit(t);
  const seat = await citizen.goToBank(page, person);
  await heading(page, 'مهلت پرداخت به پایان رسید');
  await page.context().close();

  const back = await comesBack(t, person);
  const isFree = () => back.getByRole('heading', { name: CHOOSE }).isVisible();
  await reloadedUntil(back, isFree, 'the seat is let go when the time is over');
  await says(back, /مهلت پرداخت تمام شد و نوبت آزاد شد/);
  await says(back, 'نوبت پیشین شما هنوز آزاد است');
  await back.getByRole('radio', { name: 'همین نوبت را می‌خواهم' }).check();
  await citizen.submit(back);
  await bank.payAndFinish(back, { script: false });
  await citizen.confirm(back);
  await says(back, citizen.officeOf(seat));
});

test('who returns from a bank page whose time ran out is told so and may pay again', async (t) => {
  const page = await shop.visit(t);
  await citizen.goToBank(page, citizen.somebody(), { dayPlace: 5 });
  await heading(page, 'مهلت پرداخت به پایان رسید');
  await citizen.button(page, 'بازگشت به سایت پذیرنده').click();
  await heading(page, 'مهلت پرداخت تمام شد');
  await says(page, /همان نوبت هنوز آزاد است/);
  await citizen.button(page, 'پرداخت دوباره').click();
  await heading(page, 'تایید نهایی');
});

test('a browser closed right after paying loses nothing: the sweep books the seat', async (t) => {
  const person = citizen.somebody();
  const page = await shop.visit(t);
  await bankFaults(shop.server, { callback: 'forget' });
  t.after(() => bankFaults(shop.server));
  const seat = await citizen.goToBank(page, person, { dayPlace: 6 });
  await bank.pay(page, { script: false });
  await says(page, /بازگشت به سایت پذیرنده را «فراموش» کرده است/);
  await page.context().close();

  const back = await comesBack(t, person);
  const isBooked = () =>
    back
      .getByText(/نوبت شما ثبت شد/)
      .first()
      .isVisible();
  await reloadedUntil(back, isBooked, 'the sweep asks the bank and books');
  await back.goto(shop.server.url);
  await citizen.enter(back, person);
  await citizen.trackingCode(back);
  await says(back, citizen.officeOf(seat));
});

test('a browser closed unpaid comes back to the confirmation and pays there', async (t) => {
  const person = citizen.somebody();
  const page = await shop.visit(t);
  const seat = await citizen.goToBank(page, person, { dayPlace: 7 });
  await page.context().close();

  const back = await comesBack(t, person);
  await heading(back, 'تایید نهایی');
  await says(back, 'هنوز نوبتی ثبت نشده است');
  await says(back, citizen.officeOf(seat));
  await citizen.button(back, 'پرداخت').click();
  await bank.payAndFinish(back, { script: false });
  await citizen.confirm(back);
  await says(back, citizen.officeOf(seat));
});
