// Every control of every form of a citizen, left empty and filled in wrong: each says at its own
// place what to do, in a sentence that no other control has, in both languages.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heading, turn } from './support/browser.mjs';
import * as bank from './support/bank.mjs';
import * as citizen from './support/citizen.mjs';
import { stage } from './support/stage.mjs';

const shop = stage();
const SUBMIT = 'ثبت اطلاعات و پرداخت';
const SEARCH = 'جستجو';
/** What cannot be wrong: with one bank it is chosen already, with several it is chosen from a list. */
const NEVER_WRONG = ['gateway'];
/** Parts of one control. */
const PARTS = { birth_month: 'birth_day', birth_year: 'birth_day' };
/** Words that say nothing: each control says what is to be done with it. */
const GENERIC =
  /لطفا|نامعتبر|غیرمجاز|خطای سیستم|مقدار|الزامی|این فیلد|please|invalid|required|this field|wrong value/i;

/** Types or chooses by the names that a form sends. */
async function set(page, values) {
  for (const [name, value] of Object.entries(values)) {
    const control = page.locator(`main [name="${name}"]`).first();
    const kind = await control.evaluate((it) => it.type);
    if (kind === 'radio') await page.locator(`main [name="${name}"][value="${value}"]`).check();
    else if (kind === 'select-one') await control.selectOption(value);
    else await control.fill(value);
  }
}

/** The names of everything that can be filled in or chosen on the page. */
const controls = (page) =>
  page.locator('main :is(input:not([type=hidden]), select, textarea)').evaluateAll((all) => [
    ...new Set(all.filter((it) => it.checkVisibility()).map(({ name }) => name)),
  ]);

/** What stands at a control: its sentence, if the control itself leads there, and the summary's. */
function told(page, name) {
  return page.evaluate((id) => {
    const control = document.getElementById(id);
    const fault = document.getElementById(`${id}-fault`);
    if (!control || !fault) return null;
    const sentence = (it) => it.lastChild.textContent.trim();
    const described = [control, ...document.querySelectorAll('fieldset')].filter((it) => {
      const ids = it.getAttribute('aria-describedby')?.split(' ') ?? [];
      return (it === control || it.contains(control)) && ids.includes(fault.id);
    });
    const link = document.querySelector(`#summary a[href="#${id}"]`);
    // Before a search there is no seat to choose, only the place where seats will stand.
    const bound = described.length > 0 || control.matches('span, p');
    return { sentence: sentence(fault), bound, link: link?.textContent.trim() };
  }, name);
}

/** Looks at what each control is told, in both languages; gives the sentences by control. */
async function look(page, names, known) {
  for (const language of ['fa', 'en']) {
    await turn(page, language);
    for (const name of names) {
      const at = await told(page, name);
      assert.ok(at, `${name} is told nothing on ${page.url()} (${language})`);
      const { sentence, bound, link } = at;
      assert.ok(bound, `«${sentence}» is not bound to ${name}`);
      assert.equal(link, sentence, `the summary says the same of ${name} and leads there`);
      assert.ok(sentence.length > 12, `${name}: «${sentence}» says what to do`);
      assert.doesNotMatch(sentence, GENERIC);
      const owner = known.get(sentence) ?? name;
      assert.equal(owner, name, `«${sentence}» is said of two controls`);
      known.set(sentence, name);
    }
  }
  await turn(page, 'fa');
}

/** Sends each filling of a form with its button, and looks at what its controls are told. */
async function tryAll(page, known, fillings, fine = []) {
  const seen = new Set([...NEVER_WRONG, ...fine]);
  let left = [];
  for (const [values, button, names] of fillings) {
    await set(page, values);
    await citizen.button(page, button).first().click();
    await page.getByRole('alert').waitFor();
    await look(page, names, known);
    names.forEach((name) => seen.add(name));
    const all = await controls(page);
    const missed = all.map((name) => PARTS[name] ?? name).filter((name) => !seen.has(name));
    left = missed;
  }
  assert.deepEqual(left, [], `controls of ${page.url()} that were never wrong`);
}

const YES = { q1: 'yes', q2: 'yes', q3: 'yes', q4: 'yes' };
const [, ...QUESTIONS] = ['q1', 'q2', 'q3', 'q4'];
const SEARCHED_WRONG = [
  [{}, SEARCH, ['date', 'area']],
  [{ area: '099', phone: '37' }, SEARCH, ['date', 'area', 'phone']],
];

test('each control has its own sentence that says what to do, empty and wrong', async (t) => {
  const known = new Map();
  const open = async (page, path) => page.goto(`${shop.server.url}${path}`);
  const person = citizen.somebody();
  const page = await shop.visit(t, { script: false });
  // The answer of the question has tests of its own: here any is taken.
  await tryAll(page, known, [
    [{ answer: '12' }, 'ادامه', ['nid', 'serial']],
    [{ nid: '12', serial: '12' }, 'ادامه', ['nid', 'serial']],
    [{ nid: 'abc', serial: 'abc' }, 'ادامه', ['nid', 'serial']],
  ], ['answer']);

  await open(page, '/');
  await citizen.enter(page, person);
  await heading(page, citizen.REGISTRATION);
  const [year, month, day] = person.birth.split('/').map((part) => `${Number(part)}`);
  const personal = ['gender', 'religion', 'mother', 'mobile'];
  await tryAll(page, known, [
    [{}, SUBMIT, ['birth_day', ...personal, 'q1', ...QUESTIONS, 'seat']],
    [{ birth_day: '30', birth_month: '12', birth_year: '1371' }, SUBMIT, ['birth_day', ...personal]],
    [{ mother: '12', mobile: '12', q1: 'no' }, SUBMIT, ['mother', 'mobile', ...QUESTIONS]],
    [{ ...YES, q1: 'no' }, SUBMIT, ['home_code', 'home_street', 'seat']],
    [{ home_code: '12', home_street: 'x' }, SUBMIT, ['home_code', 'home_street']],
    [{ home_code: 'x', home_street: '@' }, SUBMIT, ['home_code']],
    [{ birth_day: day, birth_month: month, birth_year: year }, SUBMIT, ['lunar']],
    ...SEARCHED_WRONG,
  ]);

  await open(page, '/register');
  await citizen.fillForm(page, person, { script: false, dayPlace: 4 });
  await citizen.submit(page);
  await bank.cancel(page);
  await open(page, '/choose');
  await tryAll(page, known, [...SEARCHED_WRONG, [{}, SUBMIT, ['seat']]]);
  await open(page, '/confirm');
  await citizen.button(page, 'پرداخت').click();
  await bank.payAndFinish(page, { script: false });
  await citizen.confirm(page);

  await open(page, '/edit');
  // What is chosen already cannot be unchosen: these were empty in the form above.
  const edited = { birth_day: '', birth_month: '', birth_year: '', mother: '', mobile: '', religion: '' };
  await tryAll(page, known, [
    [edited, 'ثبت تغییرات', ['birth_day', 'religion', 'mother', 'mobile']],
    [{ birth_day: day, birth_month: month, birth_year: `${year - 1}`, q1: 'no' }, 'ثبت تغییرات', ['birth_day', 'home_code', 'home_street']],
    [{ birth_day: '31', birth_month: '7', mother: '12' }, 'ثبت تغییرات', ['birth_day', 'mother']],
  ], ['lunar', 'gender', 'q1', ...QUESTIONS]);
  await open(page, '/mobile');
  await tryAll(page, known, [
    [{}, 'ثبت شماره‌ی جدید', ['mobile']],
    [{ mobile: '12' }, 'ثبت شماره‌ی جدید', ['mobile']],
    [{ mobile: citizen.MOBILE }, 'ثبت شماره‌ی جدید', ['mobile']],
  ]);
  await open(page, '/move');
  await tryAll(page, known, [...SEARCHED_WRONG, [{}, 'گرفتن نوبت جدید', ['seat']]]);
  await open(page, '/delivery');
  await tryAll(page, known, [[{}, 'نمایش اداره‌ها', ['city']]]);
  await citizen.field(page, 'شهر').selectOption({ index: 3 });
  await citizen.button(page, 'نمایش اداره‌ها').click();
  await tryAll(page, known, [[{}, 'ثبت مکان تحویل', ['office']]], ['city']);
  await open(page, '/result/email');
  await tryAll(page, known, [
    [{}, 'ارسال رسید', ['email']],
    [{ email: 'name.example.ir' }, 'ارسال رسید', ['email']],
  ]);
  assert.ok(known.size > 60, `${known.size} sentences were read`);
});
