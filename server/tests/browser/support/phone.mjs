// The sandbox's phone, as somebody dials on it.
import { heading } from './browser.mjs';

const MORE = /\n۹ ادامه$/;

export const display = async (page) => (await page.getByRole('status').innerText()).trim();

export async function press(page, name) {
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name }).click()]);
  return display(page);
}

export async function send(page, input) {
  await page.getByLabel('پاسخ').fill(input);
  return press(page, 'ارسال');
}

/** Everything that stands on the display, with its further pages. */
export async function readOn(page) {
  let text = await display(page);
  let whole = '';
  while (MORE.test(text)) {
    whole += `${text.replace(MORE, '')} `;
    text = await send(page, '9');
  }
  return (whole + text).replace(/\s+/g, ' ');
}

export async function dial(page, server, style) {
  await page.goto(`${server.sandbox}/`);
  await page.getByRole('link', { name: /تلفن آزمایشی/ }).click();
  await heading(page, 'تلفن آزمایشی');
  await page.getByLabel('شماره‌ی این تلفن').fill('09120000077');
  await page.getByLabel('شیوه‌ی درگاه').selectOption(style);
  return press(page, 'شماره‌گیری');
}
