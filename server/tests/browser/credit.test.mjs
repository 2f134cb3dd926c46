// Money that arrives when its seat has gone: it is not paid twice, and it is not lost.
import { test } from 'node:test';
import { heading, PATIENCE_MS, reloadedUntil, says } from './support/browser.mjs';
import * as bank from './support/bank.mjs';
import * as citizen from './support/citizen.mjs';
import { bankFaults } from './support/sandbox.mjs';
import { stage } from './support/stage.mjs';

/** One seat in a shift, and one office with these answers; holds end while somebody looks on. */
const shop = stage({ seatsMax: 1, bankWindowSeconds: 20 });
const WANTED = { where: citizen.QOM, answers: ['خیر', 'خیر', 'خیر', 'خیر'] };
const CHOOSE = 'تعیین زمان و مکان تکمیل ثبت نام';
const MORNING = /^\s*صبح/;

const morning = (page) => citizen.seats(page).and(page.getByLabel(MORNING));

/** Takes the morning's seat of that day, and stands at the bank. */
async function toBank(page) {
  await morning(page).check();
  await citizen.submit(page);
  await heading(page, 'اطلاعات کارت شما');
}

test('X5a: whose seat went to somebody else chooses again without paying, and has the result', async (t) => {
  const [person, other] = [citizen.somebody(), citizen.somebody()];
  const page = await shop.visit(t);
  await citizen.enter(page, person);
  await heading(page, citizen.REGISTRATION);
  const [, , dayPlace, next] = await citizen.ordinaryDays(page);
  await citizen.fillUpToList(page, person, { ...WANTED, dayPlace });
  await toBank(page);
  // It is paid, the browser is closed, and the bank does not say so until the seat has gone.
  await bankFaults(shop.server, { verify: 'down' });
  t.after(() => bankFaults(shop.server));
  await bank.pay(page, { script: false });
  await page.context().close();

  const theirs = await shop.visit(t);
  await citizen.enter(theirs, other);
  await citizen.fillUpToList(theirs, other, { ...WANTED, dayPlace });
  const isFree = async () => {
    await citizen.search(theirs, citizen.QOM, dayPlace);
    return (await morning(theirs).count()) > 0;
  };
  isFree.page = theirs;
  const seatGoes = 'the seat is let go when the bank says nothing';
  await lookedUntil(isFree, seatGoes);
  await toBank(theirs);
  await bankFaults(shop.server);
  await bank.payAndFinish(theirs, { script: false });
  await citizen.confirm(theirs);

  const back = await shop.visit(t, { width: 'phone' });
  await citizen.enter(back, person);
  const isCredited = () => back.getByRole('heading', { level: 1, name: CHOOSE }).isVisible();
  // The bank is asked less and less often.
  await reloadedUntil(back, isCredited, 'the bank is asked again', 4 * PATIENCE_MS);
  await says(back, /پرداخت شما رسیده ولی نوبت پیشین گرفته شده است/);
  await says(back, 'پرداخت شما ثبت شده است و دوباره پرداخت نمی‌کنید.');
  await citizen.search(back, citizen.QOM, next);
  const seat = await citizen.takeSeat(back);
  await citizen.button(back, 'ثبت نوبت').click();
  await citizen.confirm(back);
  await says(back, citizen.officeOf(seat));
});

async function lookedUntil(isSo, what) {
  const until = Date.now() + 2 * PATIENCE_MS;
  while (!(await isSo())) {
    if (Date.now() > until) throw new Error(`${what}: ${await isSo.page?.innerText('main')}`);
  }
}
