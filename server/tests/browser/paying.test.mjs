// At the bank and back: giving up, two tabs, returns made up by somebody or repeated.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heading, says } from './support/browser.mjs';
import * as bank from './support/bank.mjs';
import * as citizen from './support/citizen.mjs';
import { bankFaults, ledger } from './support/sandbox.mjs';
import { stage } from './support/stage.mjs';

const shop = stage();
/** Places in the list of days: every test has a day of its own, so that its seats are its own. */
const DAYS = {
  cancelled: 4,
  poor: 5,
  tabs: 6,
  otherTab: 7,
  forged: 8,
  repeated: 9,
  cheated: 10,
  refused: 11,
  late: 12,
};

/** Somebody else's view of the list: how many seats are free on each card of that day. */
async function watchSeats(t, dayPlace) {
  const page = await shop.visit(t);
  await citizen.enter(page, citizen.somebody());
  await heading(page, citizen.REGISTRATION);
  return async () => {
    // Without the last list on the page, the next one to be seen is a fresh one.
    await page.goto(`${shop.server.url}/register`);
    await citizen.answerQuestions(page);
    await citizen.search(page, citizen.ILAM, dayPlace);
    return citizen.readSeats(page);
  };
}

async function states() {
  const payments = await ledger(shop.server);
  return payments.map(({ state }) => state);
}

test('who cancels at the bank is told so and may pay for the same seat again', async (t) => {
  const person = citizen.somebody();
  const look = await watchSeats(t, DAYS.cancelled);
  const page = await shop.visit(t);
  const seat = await citizen.goToBank(page, person, {
    where: citizen.ILAM,
    dayPlace: DAYS.cancelled,
  });
  assert.equal((await look()).get(seat.name), seat.free - 1, 'held for the one at the bank');
  await bank.cancel(page);
  await heading(page, 'پرداخت لغو شد');
  await says(page, 'پرداخت را لغو کردید و مبلغی کم نشد.');
  await says(page, /همان نوبت هنوز آزاد است/);
  assert.equal((await look()).get(seat.name), seat.free, 'free for everybody again');
  await citizen.button(page, 'پرداخت دوباره').click();
  await heading(page, 'تایید نهایی');
  await says(page, 'هنوز نوبتی ثبت نشده است');
  await citizen.button(page, 'پرداخت').click();
  await bank.payAndFinish(page);
  await citizen.confirm(page);
  await says(page, citizen.officeOf(seat));
  assert.equal((await look()).get(seat.name), seat.free - 1);
});

test('a card without money is told by the bank, and another one pays', async (t) => {
  const page = await shop.visit(t);
  await citizen.goToBank(page, citizen.somebody(), { dayPlace: DAYS.poor });
  await bank.fillCard(page, { password: bank.PASSWORDS.poor });
  await citizen.button(page, 'پرداخت').click();
  await says(page, /موجودی کافی نیست/);
  await bank.payAndFinish(page);
  await citizen.confirm(page);
});

for (const [password, title, sentence] of [
  ['poor', 'پرداخت انجام نشد', /بانک پرداخت را نپذیرفت/],
  ['givenBack', 'پرداخت ناموفق بود', /بانک آن را تا ۷۲ ساعت برمی‌گرداند/],
]) {
  test(`who comes back from «${title}» is told what became of the money`, async (t) => {
    const page = await shop.visit(t);
    await citizen.goToBank(page, citizen.somebody(), { dayPlace: DAYS.refused });
    const over = page.getByRole('heading', { level: 1, name: title });
    const card = page.getByRole('heading', { level: 1, name: 'اطلاعات کارت شما' });
    do {
      await bank.fillCard(page, { password: bank.PASSWORDS[password] });
      await citizen.button(page, 'پرداخت').click();
      await over.or(page.getByRole('alert')).waitFor();
    } while (await card.isVisible());
    await citizen.button(page, 'بازگشت به سایت پذیرنده').click();
    await heading(page, 'پرداخت انجام نشد');
    await says(page, sentence);
  });
}

test('a form sent after the other tab has booked leads to that booking', async (t) => {
  const person = citizen.somebody();
  const first = await shop.visit(t);
  await citizen.enter(first, person);
  await citizen.fillForm(first, person, { dayPlace: DAYS.late });
  const second = await first.context().newPage();
  await second.goto(`${shop.server.url}/register`);
  await citizen.search(second, citizen.MARAGHEH, DAYS.late);
  await citizen.takeSeat(second, 1);
  await first.bringToFront();
  await citizen.submit(first);
  await bank.payAndFinish(first);
  const code = await citizen.confirm(first);
  await second.bringToFront();
  await citizen.submit(second);
  assert.equal(await citizen.trackingCode(second), code);
});

/** Two tabs of one browser, the second on another seat, both at the bank. */
async function twoTabs(t, dayPlace) {
  const person = citizen.somebody();
  const first = await shop.visit(t);
  await citizen.enter(first, person);
  await citizen.fillForm(first, person, { where: citizen.ILAM, dayPlace });
  const second = await first.context().newPage();
  await second.goto(`${shop.server.url}/register`);
  await citizen.search(second, citizen.ILAM, dayPlace);
  const seat = await citizen.takeSeat(second, 1);
  await first.bringToFront();
  await citizen.submit(first);
  await heading(first, 'اطلاعات کارت شما');
  await second.bringToFront();
  await citizen.submit(second);
  await heading(second, 'اطلاعات کارت شما');
  return { first, second, seat };
}

for (const [name, dayPlace, payFirst] of [
  ['the second tab pays, then the first', DAYS.tabs, 'second'],
  ['the first tab pays, then the second', DAYS.otherTab, 'first'],
]) {
  test(`two tabs end in one seat and one booking: ${name}`, async (t) => {
    const look = await watchSeats(t, dayPlace);
    const before = await look();
    const { first, second, seat } = await twoTabs(t, dayPlace);
    const earlier = (await states()).filter((state) => state === 'verified').length;
    const [one, other] = payFirst === 'first' ? [first, second] : [second, first];
    await one.bringToFront();
    await bank.payAndFinish(one);
    const code = await citizen.confirm(one);
    await says(one, citizen.officeOf(seat));
    await other.bringToFront();
    await bank.payAndFinish(other);
    assert.equal(await citizen.confirm(other), code, 'both tabs show the same booking');
    const verified = (await states()).filter((state) => state === 'verified').length;
    assert.equal(
      verified - earlier,
      1,
      'only one payment was taken; the bank gives the other back',
    );
    const now = await look();
    const taken = [...before].map(([name, free]) => free - now.get(name));
    assert.equal(
      taken.reduce((sum, seats) => sum + seats, 0),
      1,
      'one seat in all',
    );
  });
}

test('a return that somebody made up is refused and books nothing', async (t) => {
  const person = citizen.somebody();
  const page = await shop.visit(t);
  await citizen.goToBank(page, person, { dayPlace: DAYS.forged });
  await bank.pay(page);
  const { url, fields } = await bank.returnForm(page);
  const stranger = await shop.visit(t);
  const forgeries = [
    { ...fields, token: `${fields.token.slice(0, -4)}AAAA` },
    { ...fields, OrderId: `${BigInt(fields.OrderId) + 1n}` },
    {},
    { OrderId: 'x', token: '', ResCode: '0' },
  ];
  for (const form of forgeries) {
    const answer = await stranger.request.post(url, { form });
    assert.equal(answer.status(), 400, JSON.stringify(form));
    assert.match(await answer.text(), /این صفحه قدیمی است/);
  }
  await citizen.enter(stranger, person);
  await heading(stranger, 'تایید نهایی');
  await says(stranger, 'هنوز نوبتی ثبت نشده است');
  await bank.finish(page);
  await citizen.confirm(page);
});

test('a bank that confirms another amount books nothing', async (t) => {
  const page = await shop.visit(t);
  await citizen.goToBank(page, citizen.somebody(), { dayPlace: DAYS.cheated });
  await bank.pay(page);
  await bankFaults(shop.server, { verify_lie: { amount: 1 } });
  t.after(() => bankFaults(shop.server));
  await bank.finish(page);
  await heading(page, 'در حال پرسیدن نتیجه از بانک');
  await says(page, /تا پاسخ بانک نیامده است نوبت شما از دست نمی‌رود/);
});

test('a return that comes twice, early and late gives the same booking', async (t) => {
  await bankFaults(shop.server, { callback: 'repeat' });
  const page = await shop.visit(t);
  await citizen.goToBank(page, citizen.somebody(), { dayPlace: DAYS.repeated });
  await bank.pay(page);
  const { url, fields } = await bank.returnForm(page);
  await bank.finish(page);
  await bankFaults(shop.server);
  const code = await citizen.confirm(page);
  const again = await page.request.post(url, { form: fields });
  assert.equal(again.ok(), true);
  assert.match(again.url(), /\/confirm$/);
  await page.goto(url);
  assert.equal(await citizen.confirm(page), code, 'a reload of the bank’s address leads on');
});
