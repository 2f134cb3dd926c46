// What a citizen takes home: files that open without the shop, one sheet of paper, a code to copy.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { faultsOfAccess, heading, says } from './support/browser.mjs';
import * as bank from './support/bank.mjs';
import * as citizen from './support/citizen.mjs';
import { persian } from './support/digits.mjs';
import { stage } from './support/stage.mjs';

const shop = stage();
const RESULT = 'نتیجه ثبت نام کارت هوشمند ملی';
const RECEIPT = 'رسید ثبت نام کارت هوشمند ملی';
const MAIL = 'ارسال رسید ثبت نام به ایمیل';

const link = (page, name) => page.getByRole('main').getByRole('link', { name, exact: true });

async function booked(t, dayPlace, how) {
  const person = citizen.somebody();
  const page = await shop.visit(t, how);
  await citizen.goToBank(page, person, { dayPlace, where: citizen.ILAM });
  await bank.payAndFinish(page);
  const code = await citizen.confirm(page);
  return { page, person, code };
}

/** Clicks, and keeps the file that comes in a folder that goes with the test. */
async function saved(t, page, name) {
  const folder = mkdtempSync(join(tmpdir(), 'nobat-receipt-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const coming = page.waitForEvent('download');
  await link(page, name).click();
  const download = await coming;
  const path = join(folder, download.suggestedFilename());
  await download.saveAs(path);
  return path;
}

const pages = (pdf) =>
  Number(execFileSync('pdfinfo', [pdf], { encoding: 'utf8' }).match(/^Pages:\s+(\d+)$/m)[1]);

/** What Chromium prints of the page as it stands, as a file. */
async function printed(t, page) {
  const folder = mkdtempSync(join(tmpdir(), 'nobat-paper-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'paper.pdf');
  writeFileSync(path, await page.pdf({ preferCSSPageSize: true }));
  return path;
}

test('«ذخیره فایل» gives a PDF of one page, and printing the receipt one sheet', async (t) => {
  const { page, person } = await booked(t, 3);
  const pdf = await saved(t, page, 'ذخیره فایل');
  assert.match(pdf, /رسید ثبت نام کارت هوشمند ملی\.pdf$/);
  assert.equal(pages(pdf), 1);
  const said = execFileSync('pdftotext', [pdf, '-'], { encoding: 'utf8' });
  assert.ok(said.includes(persian(person.national_id)), said);
  await link(page, 'چاپ').click();
  await heading(page, RECEIPT);
  assert.equal(pages(await printed(t, page)), 1, 'the print view');
});

test('the HTML file opens from a disk with the line cut, whole and in its own letters', async (t) => {
  const { page, person, code } = await booked(t, 4);
  const file = await saved(t, page, 'ذخیره فایل HTML');
  assert.ok(readFileSync(file).length < 60_000, 'light enough for a phone');
  const context = await shop.browser.newContext({ offline: true, locale: 'fa-IR' });
  t.after(() => context.close());
  const asked = [];
  context.on('request', (request) => asked.push(request.url()));
  const home = await context.newPage();
  await home.goto(pathToFileURL(file).href);
  await heading(home, RECEIPT);
  for (const fact of [persian(person.national_id), person.mother_name, persian(citizen.MOBILE)])
    await says(home, fact);
  const text = await home.getByRole('main').innerText();
  assert.ok(text.replace(/\s/g, '').includes(persian(code)), 'the tracking code');
  const fonts = await home.evaluate(async () => {
    await document.fonts.ready;
    return [...document.fonts].map(({ family, status }) => `${family} ${status}`);
  });
  assert.deepEqual(fonts, ['Vazirmatn loaded'], 'its letters are inside');
  const strangers = asked.filter((url) => !url.startsWith('file:') && !url.startsWith('data:'));
  assert.deepEqual(strangers, []);
  assert.deepEqual(await faultsOfAccess(home), []);
  assert.equal(pages(await printed(t, home)), 1);
});

test('the tracking code is copied without gaps, by hand and by its button', async (t) => {
  const { page, code } = await booked(t, 5);
  const selected = await page.evaluate(() => {
    globalThis.getSelection().selectAllChildren(document.getElementById('tracking'));
    return globalThis.getSelection().toString();
  });
  assert.equal(selected, persian(code));
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await citizen.button(page, 'رونوشت شماره').click();
  await citizen.button(page, 'رونوشت شد').waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), code);
});

test('«افزودن به تقویم» gives an entry, and the foot leads to files and e-mail', async (t) => {
  const { page, code } = await booked(t, 6, { width: 'phone' });
  const entry = readFileSync(await saved(t, page, 'افزودن به تقویم'), 'utf8');
  assert.match(entry, /^BEGIN:VCALENDAR\r\n/);
  assert.ok(entry.includes(`UID:${code}@`));
  const foot = page.getByRole('navigation', { name: 'عملیات مجاز برای شما' });
  await foot.getByRole('link', { name: 'ذخیره‌ی رسید ثبت نام در فایل' }).click();
  await heading(page, 'ذخیره‌ی رسید ثبت نام در فایل');
  assert.deepEqual(await faultsOfAccess(page), []);
  assert.equal(pages(await saved(t, page, 'ذخیره فایل PDF')), 1);
  await foot.getByRole('link', { name: MAIL }).click();
  await heading(page, MAIL);
  await citizen.field(page, 'نشانی ایمیل').fill('name.example.ir');
  await citizen.button(page, 'ارسال رسید').click();
  await page.getByRole('alert').getByRole('link', { name: /نشانی ایمیل باید @/ }).waitFor();
  assert.deepEqual(await faultsOfAccess(page), []);
  await citizen.field(page, 'نشانی ایمیل').fill('name@example.ir');
  await citizen.button(page, 'ارسال رسید').click();
  await says(page, 'رسید فرستاده شد');
  await says(page, /امروز ۲ بار دیگر/);
  assert.deepEqual(await faultsOfAccess(page), []);
  await link(page, 'بازگشت به نتیجه').click();
  await heading(page, RESULT);
});
