// «آگاهی از فرایند», «شرایط ثبت نام» and the booklet's guide: with script and without, and on paper.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultsOfAccess, heading, says } from './support/browser.mjs';
import { changePerson } from './support/sandbox.mjs';
import * as citizen from './support/citizen.mjs';
import { stage } from './support/stage.mjs';

const shop = stage();
const COURSES = ['ثبت نام', 'تولید', 'تحویل'];

const section = (page, name) => page.getByRole('heading', { level: 2, name, exact: true });
const tab = (page, name) => page.getByRole('tab', { name, exact: true });

async function shown(page) {
  const seen = [];
  for (const name of COURSES) {
    if (await page.locator('section.course h2').getByText(name, { exact: true }).isVisible()) {
      seen.push(name);
    }
  }
  return seen;
}

test('three tabs lead through the three processes, also by the keyboard', async (t) => {
  const page = await shop.visit(t);
  await page.goto(`${shop.server.url}/process#production`);
  await section(page, 'تولید').waitFor();
  assert.deepEqual(await shown(page), ['تولید']);
  assert.equal(await tab(page, 'تولید').getAttribute('aria-selected'), 'true');
  await tab(page, 'تولید').focus();
  // The next tab stands to the left.
  await page.keyboard.press('ArrowLeft');
  await section(page, 'تحویل').waitFor();
  await page.keyboard.press('ArrowLeft');
  await section(page, 'ثبت نام').waitFor();
  await page.keyboard.press('ArrowRight');
  await section(page, 'تحویل').waitFor();
  assert.ok(page.url().endsWith('#delivery'));
  await page.keyboard.press('Home');
  assert.deepEqual(await shown(page), ['ثبت نام']);
  await tab(page, 'تحویل').click();
  assert.deepEqual(await shown(page), ['تحویل']);
  const drawn = await page.locator('section.course .drawn').count();
  const steps = await page.locator('section.course li').count();
  assert.equal(drawn, steps, 'every step has its picture');
});

test('on paper and without script all three processes are open', async (t) => {
  const page = await shop.visit(t);
  await page.goto(`${shop.server.url}/process`);
  await tab(page, 'تولید').click();
  await page.emulateMedia({ media: 'print' });
  assert.deepEqual(await shown(page), COURSES);
  const plain = await shop.visit(t, { script: false });
  await plain.goto(`${shop.server.url}/process`);
  assert.deepEqual(await shown(plain), COURSES);
});

test('no tab has a fault of access, light and dark, and nothing scrolls sideways', async (t) => {
  const page = await shop.visit(t, { width: 'phone' });
  const faults = [];
  await page.goto(`${shop.server.url}/process`);
  for (const name of COURSES) {
    await tab(page, name).click();
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      faults.push(...(await faultsOfAccess(page)));
    }
  }
  const { scroll, client } = await page.evaluate(() => ({
    scroll: document.documentElement.scrollWidth,
    client: document.documentElement.clientWidth,
  }));
  assert.equal(scroll, client);
  assert.deepEqual(faults, []);
});

test('the guide shows the place of the serial, and says it to who does not see it', async (t) => {
  const page = await shop.visit(t, { width: 'phone', script: false });
  await page.getByText('راهنما', { exact: true }).click();
  const picture = page.getByRole('img', { name: /دور شماره سریال شش رقمی خط کشیده شده است/ });
  await picture.waitFor();
  await says(page, /فقط شش رقم آخر را، با صفرهای آغاز آن، وارد کنید/);
  assert.equal(await picture.locator('text').getByText('۱۲۳۴۵۶').count(), 1);
});

test('the conditions name who may have the card, what to bring and what it costs', async (t) => {
  const page = await shop.visit(t, { script: false });
  await page.goto(`${shop.server.url}/conditions`);
  for (const name of ['چه کسی می‌تواند ثبت نام کند', 'مدارک لازم', 'هزینه‌ها']) {
    await section(page, name).waitFor();
  }
  for (const words of [/۱۵ سال تمام/, /تابعیت ایرانی/, /شناسنامه‌ی عکس‌دار معتبر/, /شبکه‌ی شتاب/]) {
    await says(page, words);
  }
  const fees = page.getByRole('table', { name: /تعرفه‌ی خدمات کارت هوشمند ملی/ });
  const rows = await fees.getByRole('row').allInnerTexts();
  for (const fee of ['۷۲۰٬۰۰۰', '۱۲۰٬۰۰۰', '۱۸۰٬۰۰۰', '۵۰٬۰۰۰', '۴۰٬۰۰۰']) {
    assert.ok(rows.some((row) => row.includes(fee)), `${fee} in ${rows}`);
  }
});

test('a booklet that was changed after production began: collect that card first', async (t) => {
  const { national_id, serial } = citizen.somebody();
  const hour = 3_600_000;
  const replaced_at_ms = Date.now() - 30 * 24 * hour;
  const card = { card_begun_at_ms: replaced_at_ms - hour, card_office: 'اداره ثبت احوال مراغه' };
  await changePerson(shop.server, { national_id, serial, replaced_at_ms, ...card });
  const page = await shop.visit(t, { width: 'phone' });
  await citizen.enter(page, { national_id, serial });
  await heading(page, 'نخست کارت آماده را تحویل بگیرید');
  await says(page, /نخست همان کارت را از .*اداره ثبت احوال مراغه.* تحویل بگیرید/);
  assert.deepEqual(await faultsOfAccess(page), []);
});
