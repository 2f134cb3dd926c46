// What the tests of one file share: a browser, and a country of their own that no other file sees.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { openBrowser, visit } from './browser.mjs';
import { MOBILE } from './citizen.mjs';
import { openCountry } from './server.mjs';

/** Opens both before the first test of the file and closes them after the last. */
export function stage(options) {
  const it = {
    /** A person's browser on the entry page. */
    visit: (t, how) => visit(t, it.browser, it.server, how),
  };
  before(async () => {
    // Each is kept as soon as it is there: `after` must close the one if the other never comes, or
    // the run would wait for it for ever.
    const opened = await Promise.allSettled([
      openBrowser().then((browser) => (it.browser = browser)),
      openCountry(options).then((server) => (it.server = server)),
    ]);
    const failed = opened.find(({ status }) => status === 'rejected');
    if (failed) throw failed.reason;
  });
  after(async () => {
    await it.browser?.close();
    await it.server?.close();
    logsNobody(it.server?.log ?? '');
  });
  return it;
}

/** Personal data never reaches a log: no mobile, nothing as long as a national ID. */
function logsNobody(log) {
  const lines = log
    .split('\n')
    .filter((line) => line.includes(MOBILE.slice(1)) || / \d{10}\b/.test(line));
  assert.deepEqual(lines, [], 'the log names a citizen');
}
