// At the bank's page with the sample card: by the words of the guide's picture of it.
import assert from 'node:assert/strict';
import { heading } from './browser.mjs';
import { button, field } from './citizen.mjs';
import { latin } from './digits.mjs';

/** The second password decides what the sample card's issuer says. */
export const PASSWORDS = { good: '48291', poor: '00000', givenBack: '33333' };

async function typeOnKeypad(page, label, digits) {
  await field(page, label).focus();
  const keypad = page.getByRole('group', { name: 'صفحه کلید امنیتی' });
  const persian = [...digits].map((digit) => '۰۱۲۳۴۵۶۷۸۹'[digit]);
  for (const digit of persian)
    await keypad.getByRole('button', { name: digit, exact: true }).click();
}

/** Fills in the sample card that the page itself shows, the secrets by its keypad. */
export async function fillCard(page, { password = PASSWORDS.good, script = true } = {}) {
  await heading(page, 'اطلاعات کارت شما');
  const samples = page.getByRole('group').filter({ hasText: 'کارت‌های آزمایشی' });
  await samples.getByText('کارت‌های آزمایشی').click();
  const shown = await samples.getByText('شماره کارت نمونه').innerText();
  await field(page, 'شماره کارت').fill(latin(shown).match(/[\d-]{16,}/)[0]);
  if (script) {
    await typeOnKeypad(page, 'رمز اینترنتی (رمز دوم)', password);
    await typeOnKeypad(page, 'کد CVV2', '123');
  } else {
    await field(page, 'رمز اینترنتی (رمز دوم)').fill(password);
    await field(page, 'کد CVV2').fill('123');
  }
  const expiry = page.getByRole('group', { name: 'تاریخ انقضای کارت' });
  await expiry.getByLabel('سال').fill('۰۹');
  await expiry.getByLabel('ماه').fill('۱۲');
  const code = await page
    .getByRole('img', { name: /تصویر کد/ })
    .locator('text')
    .allTextContents();
  assert.equal(code.length, 5, 'the picture shows five digits');
  await field(page, 'کد امنیتی').fill(code.join(''));
}

/** Pays, and stands on the bank's result page. */
export async function pay(page, options) {
  await fillCard(page, options);
  await button(page, 'پرداخت').click();
  await heading(page, 'پرداخت انجام شد');
}

/** Back from the bank's result page after a payment. */
export async function finish(page) {
  await button(page, 'تکمیل فرآیند خرید').click();
}

export async function payAndFinish(page, options) {
  await pay(page, options);
  await finish(page);
}

/** Gives up at the bank and goes back. */
export async function cancel(page) {
  await button(page, 'انصراف').click();
  await heading(page, 'پرداخت لغو شد');
  await button(page, 'بازگشت به سایت پذیرنده').click();
}

/** What the bank would send back, read from its result page. */
export async function returnForm(page) {
  const form = page.locator('form.back');
  const fields = await form.locator('input[type=hidden]').evaluateAll((inputs) => {
    return Object.fromEntries(inputs.map(({ name, value }) => [name, value]));
  });
  return { url: await form.getAttribute('action'), fields };
}
