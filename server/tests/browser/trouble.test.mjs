// When the machines around a citizen fail: the registry, the bank, the server itself.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heading, says } from './support/browser.mjs';
import * as bank from './support/bank.mjs';
import * as citizen from './support/citizen.mjs';
import { bankFaults, registryIs } from './support/sandbox.mjs';
import { stage } from './support/stage.mjs';

const shop = stage();

/** Far longer than anybody at the entry page is made to wait. */
const SLOW_MS = 60_000;
const TROUBLES = [
  { mode: 'down' },
  { mode: 'nonsense', kind: 'page' },
  { mode: 'slow', delay_ms: SLOW_MS },
];

for (const mode of TROUBLES) {
  test(`a registry that is ${mode.mode} gets a clear page, then the entry works`, async (t) => {
    const person = citizen.somebody();
    const page = await shop.visit(t);
    await registryIs(shop.server, mode);
    t.after(() => registryIs(shop.server, { mode: 'normal' }));
    await citizen.enter(page, person);
    await heading(page, 'ثبت احوال چند لحظه پاسخ نمی‌دهد');
    await says(page, /چیزی ثبت نشده و چیزی از دست نرفته است/);
    await registryIs(shop.server, { mode: 'normal' });
    await page.getByRole('main').getByRole('link').click();
    await heading(page, citizen.TITLE);
    await citizen.enter(page, person);
    await heading(page, citizen.REGISTRATION);
  });
}

test('a bank that gives no token costs no seat: another try pays for it', async (t) => {
  const person = citizen.somebody();
  const page = await shop.visit(t);
  await citizen.enter(page, person);
  const seat = await citizen.fillForm(page, person);
  await bankFaults(shop.server, { token: 'down' });
  t.after(() => bankFaults(shop.server));
  await citizen.submit(page);
  await heading(page, 'پرداخت انجام نشد');
  await says(page, /درگاه بانک پاسخ نداد و مبلغی کم نشد/);
  await says(page, /این نوبت تا ساعت [۰-۹:]+ برای شما نگه داشته شده است/);
  await bankFaults(shop.server);
  await citizen.button(page, 'پرداخت دوباره').click();
  await heading(page, 'تایید نهایی');
  await citizen.button(page, 'پرداخت').click();
  await bank.payAndFinish(page);
  await citizen.confirm(page);
  await says(page, citizen.officeOf(seat));
});

for (const verify of ['down', 'nonsense']) {
  test(`a bank whose confirmation is ${verify} keeps the seat safe until it answers`, async (t) => {
    const page = await shop.visit(t, { script: verify === 'down' });
    const options = { script: verify === 'down', dayPlace: 5 };
    await citizen.goToBank(page, citizen.somebody(), options);
    await bank.pay(page, options);
    await bankFaults(shop.server, { verify });
    t.after(() => bankFaults(shop.server));
    await bank.finish(page);
    await heading(page, 'در حال پرسیدن نتیجه از بانک');
    await says(page, /دوباره پرداخت نکنید/);
    await bankFaults(shop.server);
    // With script the page goes on by itself; without it somebody presses its button.
    const again = citizen.button(page, 'بررسی دوباره');
    while (!options.script && (await again.isVisible())) await again.click();
    await citizen.confirm(page);
  });
}

test('after kill -9 the session, the booking and its code are there', async (t) => {
  const person = citizen.somebody();
  const page = await shop.visit(t);
  const seat = await citizen.goToBank(page, person, { dayPlace: 7 });
  await bank.payAndFinish(page);
  const code = await citizen.confirm(page);
  await shop.server.kill();
  await shop.server.start();
  await page.reload();
  assert.equal(
    await citizen.trackingCode(page),
    code,
    'the session of before still opens the result',
  );
  await says(page, citizen.officeOf(seat));
  const elsewhere = await shop.visit(t);
  await citizen.enter(elsewhere, person);
  assert.equal(await citizen.trackingCode(elsewhere), code, 'a new entry leads to the result');
});

test('after kill -9 at the bank the payment still finds its seat', async (t) => {
  const page = await shop.visit(t);
  const seat = await citizen.goToBank(page, citizen.somebody(), { dayPlace: 8 });
  await shop.server.kill();
  await shop.server.start();
  await page.reload();
  await bank.payAndFinish(page);
  await citizen.confirm(page);
  await says(page, citizen.officeOf(seat));
});
