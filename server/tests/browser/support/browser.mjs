// Debian's Chromium, and a watch over everything that a page does beside what the test asks.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const PHONE = { width: 360, height: 740 };
const DESKTOP = { width: 1280, height: 800 };
export const WIDTHS = { phone: PHONE, desktop: DESKTOP };
/**
 * How long a page may take on a slow machine that does other things too before a test gives it up.
 * No test that passes waits so long.
 */
export const PATIENCE_MS = Number(process.env.PATIENCE_MS ?? 60_000);

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const openBrowser = () =>
  chromium.launch({ executablePath: '/usr/bin/chromium', args: ARGS });

/**
 * A person's browser: cookies of its own, one page. When the test is done it fails the test for
 * errors in the console (a breach of the content policy is one) and for requests to anyone else.
 * Only where the line is cut on purpose may requests fail.
 */
export async function visit(t, browser, server, { width = 'desktop', script = true, offline } = {}) {
  const context = await browser.newContext({
    viewport: WIDTHS[width],
    javaScriptEnabled: script,
    locale: 'fa-IR',
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const strays = watch(context, [server.url, server.sandbox], offline);
  t.after(async () => {
    await context.close();
    assert.deepEqual(strays, [], 'the pages did something that nobody asked for');
  });
  const page = await context.newPage();
  await page.goto(server.url);
  return page;
}

/** A browser on a folder of its own, as a device has one: what it keeps is there when it is opened again. */
export async function openOwnBrowser(t, folder, server) {
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: '/usr/bin/chromium',
    args: ARGS,
    viewport: DESKTOP,
    locale: 'fa-IR',
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const strays = watch(context, [server.url, server.sandbox], 'expected');
  t.after(async () => {
    await context.close();
    assert.deepEqual(strays, [], 'the pages did something that nobody asked for');
  });
  return { context, page: context.pages()[0] ?? (await context.newPage()) };
}

/** What must not happen, as it happens. A refused form's own status is no error of the page. */
function watch(context, hosts, offline) {
  const strays = [];
  context.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith('data:') && !hosts.includes(new URL(url).origin)) strays.push(url);
  });
  context.on('console', (message) => {
    const refused = /the server responded with a status of (400|401|403|404|409|413|422|429|503)/;
    const isDocument = !message.location().url.includes('/static/');
    if (message.type() !== 'error' || (refused.test(message.text()) && isDocument)) return;
    if (offline && /net::ERR_INTERNET_DISCONNECTED/.test(message.text())) return;
    strays.push(`${message.location().url}: ${message.text()}`);
  });
  context.on('weberror', (error) => strays.push(`${error.page()?.url()}: ${error.error()}`));
  return strays;
}

/** Every rule of axe-core on the page as it stands; a fault is reported with its element. */
export async function faultsOfAccess(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => {
      return `${new URL(page.url()).pathname} ${id}: ${html}\n${failureSummary}`;
    }),
  );
}

/** Looks again until it is so. Every look is a whole page, hence no pause between them. */
export async function reloadedUntil(page, isSo, what, patience = PATIENCE_MS) {
  const until = Date.now() + patience;
  while (!(await isSo())) {
    assert.ok(Date.now() < until, `${what}, but the page is still ${page.url()}`);
    await page.reload();
  }
}

/** The heading of the page, waited for. */
export const heading = (page, name) =>
  seen(page, page.getByRole('heading', { level: 1, name, exact: true }), name);

/** A sentence somewhere on the page, waited for. */
export const says = (page, sentence) => seen(page, page.getByText(sentence).first(), sentence);

async function seen(page, locator, what) {
  try {
    await locator.waitFor();
  } catch {
    const shown = await page.getByRole('main').innerText();
    assert.fail(`«${what}» is not on ${page.url()}, which says:\n${shown}`);
  }
}

export const language = (page) => page.evaluate(() => document.documentElement.lang);

/**
 * The same page in the other language: by the button of the header where something is typed, or by
 * asking for it once more as it was asked for, so that a refusal stays a refusal.
 */
export async function turn(page, to) {
  const button = page.locator('header button.language');
  if ((await button.count()) && !(await page.getByRole('alert').count())) {
    await button.click();
  } else {
    const { origin } = new URL(page.url());
    await page.context().addCookies([{ name: 'language', value: to, url: origin }]);
    await page.reload();
  }
  await page.locator(`html[lang=${to}]`).waitFor({ state: 'attached' });
}
