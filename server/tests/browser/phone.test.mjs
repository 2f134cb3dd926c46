// The phone without internet: the sandbox's phone dials, and the server is called back for real.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultsOfAccess } from './support/browser.mjs';
import * as bank from './support/bank.mjs';
import * as citizen from './support/citizen.mjs';
import { persian } from './support/digits.mjs';
import { dial, display, press, readOn, send } from './support/phone.mjs';
import { stage } from './support/stage.mjs';

const shop = stage();
test('a phone dials, reads on, and sees date and place after the second fact', async (t) => {
  const person = citizen.somebody();
  const page = await shop.visit(t, { width: 'phone' });
  const seat = await citizen.goToBank(page, person, { where: citizen.ILAM });
  await bank.pay(page);
  await bank.finish(page);
  const code = await citizen.confirm(page);
  const office = citizen.officeOf(seat);

  for (const style of ['form', 'query']) {
    assert.match(await dial(page, shop.server, style), /با شماره پیگیری/);
    assert.deepEqual(await faultsOfAccess(page), []);
    assert.match(await send(page, '۱'), /شماره پیگیری ۹ رقمی/);
    assert.match(await send(page, '12'), /شماره پیگیری ۹ رقم است/);
    await send(page, persian(code));
    assert.match(await readOn(page), /مرحله ۴ از ۶: تکمیل ثبت نام در دفتر/);
    await send(page, '2');
    assert.ok(!(await display(page)).includes(office), 'no place for a stranger');
    await send(page, citizen.MOBILE.slice(-4));
    assert.ok((await readOn(page)).includes(office), 'the place for whoever says a second fact');
    await press(page, 'قطع');
    await page.getByRole('button', { name: 'شماره‌گیری' }).waitFor();
  }
});
