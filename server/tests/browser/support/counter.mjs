// People behind the counter: an account made at the machine, and a phone that counts codes.
import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { faultsOfAccess, heading, WIDTHS } from './browser.mjs';
import { pictured } from './pictures.mjs';
import { program } from './program.mjs';

export const PASSWORD = 'correct horse battery';
const DAY_MS = 86_400_000;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Looks at a page in both colours; what is wrong with it is added to the faults. */
export async function look(page, name, faults) {
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    const found = await faultsOfAccess(page);
    faults.push(...found.map((fault) => `${name}, ${colorScheme}: ${fault}`));
  }
  await page.emulateMedia({ colorScheme: 'light' });
  const width = page.viewportSize().width === WIDTHS.phone.width ? 'phone' : 'desktop';
  await pictured(page, `counter-${name}`, [width]);
  const isWide = () =>
    document.documentElement.scrollWidth > document.documentElement.clientWidth;
  if (await page.evaluate(isWide)) faults.push(`${name} scrolls sideways`);
}

/** The number by which the office with this name is known behind the counter. */
export async function numberOf(page, server, office) {
  await page.goto(`${server.url}/ops/offices?q=${encodeURIComponent(office)}`);
  await page.getByRole('link', { name: `${office}،` }).first().click();
  await heading(page, 'مشخصات دفتر');
  return page.locator('main bdi').first().innerText();
}

/** Makes an account as whoever stands at the machine does; gives its one-time password. */
export function hire(server, name, role, office) {
  const wanted = ['account', 'add', '--data', server.data, '--role', role, '--name', name];
  if (office) wanted.push('--office', office);
  const said = execFileSync(program, wanted, { encoding: 'utf8' });
  return said.match(/one-time password: (\S+)/)[1];
}

/** The key of another system with these scopes. */
export function systemKey(server, name, scopes) {
  const wanted = ['account', 'system', 'add', '--data', server.data, '--name', name];
  for (const scope of scopes) wanted.push('--scope', scope);
  return execFileSync(program, wanted, { encoding: 'utf8' }).match(/key: (\S+)/)[1];
}

/** The six digits that a phone with this key shows now (RFC 6238). */
export function code(key, now = Date.now()) {
  const letters = [...key.replaceAll(' ', '')].map((letter) => BASE32.indexOf(letter));
  const bits = letters.map((value) => value.toString(2).padStart(5, '0')).join('');
  const bytes = bits.match(/.{8}/g).map((byte) => parseInt(byte, 2));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)));
  const mac = createHmac('sha1', Buffer.from(bytes)).update(counter).digest();
  const at = mac[19] & 15;
  return `${(mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000}`.padStart(6, '0');
}

/** From the one-time password to the first page inside; `seen` looks at every page met, by its name. */
export async function enrol(page, server, name, oneTime, seen = async () => {}) {
  await page.goto(`${server.url}/staff/login`);
  await seen('login');
  await page.getByLabel('نام کاربری').fill(name);
  await page.getByLabel('گذرواژه').fill(oneTime);
  await page.getByRole('button', { name: 'ورود' }).click();
  await heading(page, 'تغییر گذرواژه');
  await seen('password');
  await page.getByLabel('گذرواژه‌ی کنونی').fill(oneTime);
  await page.getByLabel('گذرواژه‌ی تازه', { exact: true }).fill(PASSWORD);
  await page.getByLabel('تکرار گذرواژه‌ی تازه').fill(PASSWORD);
  await page.getByRole('button', { name: 'ثبت گذرواژه' }).click();
  await heading(page, 'گوشی خود را معرفی کنید');
  await seen('enrol');
  const key = await page.locator('bdi.digits').innerText();
  await page.getByLabel('کد').fill(code(key, Date.now() + server.ahead * DAY_MS));
  await page.getByRole('button', { name: 'تأیید گوشی' }).click();
  await heading(page, 'کدهای کاغذی');
  await seen('papers');
  await page.getByRole('link', { name: 'نوشتم؛ ادامه' }).click();
  await heading(page, 'پیشخوان');
  await seen('home');
  return key;
}

/** Comes in again with a code that was not used before; `seen` looks at the page that asks for it. */
export async function comesIn(page, server, name, key, seen = async () => {}) {
  await page.goto(`${server.url}/staff/login`);
  await page.getByLabel('نام کاربری').fill(name);
  await page.getByLabel('گذرواژه').fill(PASSWORD);
  await page.getByRole('button', { name: 'ورود' }).click();
  await page.getByLabel('کد').waitFor();
  await seen();
  const next = Date.now() + server.ahead * DAY_MS + 30_000;
  await page.getByLabel('کد').fill(code(key, next));
  await page.getByRole('button', { name: 'ورود' }).click();
  await heading(page, 'پیشخوان');
}

/** Looks at a page at both widths. */
export async function lookAtBoth(page, name, faults) {
  for (const size of Object.values(WIDTHS)) {
    await page.setViewportSize(size);
    await look(page, name, faults);
  }
}
