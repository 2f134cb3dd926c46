// The registration page: every wrong detail has its own sentence, and everything typed stays.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { heading, says } from './support/browser.mjs';
import * as citizen from './support/citizen.mjs';
import { persian } from './support/digits.mjs';
import { stage } from './support/stage.mjs';

const shop = stage();
const NOT_IN_LIST = 'در فهرست نیست';
const group = (page, name) => page.getByRole('group', { name });

/** A citizen on the registration page with everything filled in and a seat chosen. */
async function atFilledForm(t, options) {
  const person = citizen.somebody();
  const page = await shop.visit(t, options);
  await citizen.enter(page, person);
  await citizen.fillForm(page, person, options);
  return { page, person };
}

async function refuses(page, sentence) {
  await citizen.submit(page);
  await page.getByRole('alert').getByRole('link', { name: sentence }).waitFor();
  assert.match(await page.title(), /^خطا:/);
}

async function keeps(page, person) {
  assert.equal(await citizen.field(page, 'نام مادر').inputValue(), person.mother_name);
  assert.equal(
    await citizen.field(page, 'شماره تلفن همراه').inputValue(),
    persian(citizen.MOBILE),
  );
  assert.equal(await group(page, citizen.QUESTIONS[3]).getByLabel('بله').isChecked(), true);
  assert.equal(
    await citizen.offices(page).getByRole('radio', { checked: true }).count(),
    1,
    'the seat stays chosen',
  );
}

describe('a wrong detail is told by its own sentence, and all else stays', () => {
  const anotherDay = (birth) => {
    const [year, month, day] = birth.split('/').map(Number);
    return `${year}/${month}/${day === 12 ? 13 : 12}`;
  };
  test('a birth date that is not the registry’s', async (t) => {
    const { page, person } = await atFilledForm(t);
    await citizen.chooseBirth(page, anotherDay(person.birth));
    await (await citizen.lunarChoices(page)).getByLabel('محاسبه‌شده').check();
    await refuses(page, /تاریخ تولد با اطلاعات ثبت احوال یکی نیست/);
    await keeps(page, person);
  });
  test('30 Esfand of a common year', async (t) => {
    const { page, person } = await atFilledForm(t);
    await citizen.chooseBirth(page, '1371/12/30');
    await refuses(page, '۳۰ اسفند ۱۳۷۱ در تقویم نیست؛ آن سال کبیسه نبود.');
    await keeps(page, person);
  });
  test('31 Mehr, which no year has', async (t) => {
    const { page } = await atFilledForm(t);
    await citizen.chooseBirth(page, '1370/07/31');
    await refuses(page, /آن ماه چنین روزی ندارد/);
  });
  test('a gender that is not the registry’s', async (t) => {
    const { page, person } = await atFilledForm(t);
    const other = person.gender === 'female' ? 'مرد' : 'زن';
    await group(page, 'جنسیت').getByLabel(other).check();
    await refuses(page, 'جنسیت با اطلاعات ثبت احوال یکی نیست.');
    await keeps(page, person);
  });
  const fields = [
    ['شماره تلفن همراه', '0214512813', 'شماره تلفن همراه با ۰۹ آغاز می‌شود و ۱۱ رقم دارد.'],
    ['شماره تلفن همراه', '', 'شماره تلفن همراه را وارد کنید.'],
    ['نام مادر', '', 'نام مادر را وارد کنید؛ بدون نام خانوادگی.'],
    ['نام مادر', 'شهرزاد۲', 'نام مادر را با حروف فارسی و بدون عدد بنویسید.'],
  ];
  for (const [name, wrong, sentence] of fields) {
    test(`«${name}» with «${wrong}»`, async (t) => {
      const { page } = await atFilledForm(t);
      await citizen.field(page, name).fill(wrong);
      await refuses(page, sentence);
      assert.equal(await citizen.field(page, name).inputValue(), persian(wrong));
    });
  }
});

test('an empty form is told every fault at once, each with a link to its field', async (t) => {
  const page = await shop.visit(t);
  await citizen.enter(page, citizen.somebody());
  await heading(page, citizen.REGISTRATION);
  await citizen.submit(page);
  for (const sentence of [
    'تاریخ تولد شمسی را انتخاب کنید.',
    'جنسیت را انتخاب کنید.',
    'دین را انتخاب کنید.',
    'نام مادر را وارد کنید؛ بدون نام خانوادگی.',
    'شماره تلفن همراه را وارد کنید.',
    ...citizen.QUESTIONS.map((question) => `به پرسش «${question}» پاسخ بله یا خیر بدهید.`),
    'یکی از نوبت‌ها را انتخاب کنید.',
  ]) {
    const link = page.getByRole('alert').getByRole('link', { name: sentence });
    const target = await link.getAttribute('href');
    assert.equal(
      await page.locator(target).count(),
      1,
      `${sentence} leads to a place on the page`,
    );
  }
});

test('five lunar dates stand around the computed one, none chosen beforehand', async (t) => {
  const guide = citizen.guides();
  const page = await shop.visit(t);
  await citizen.enter(page, guide);
  await citizen.chooseBirth(page, guide.birth);
  const choices = await citizen.lunarChoices(page);
  const days = await choices.getByRole('radio').evaluateAll(citizen.wordsOfAll);
  assert.deepEqual(days.map((day) => day.split(' ')[0].trim()).slice(0, 5), [
    '۱۳',
    '۱۴',
    '۱۵',
    '۱۶',
    '۱۷',
  ]);
  assert.match(days[2], /۱۴۱۰[\s\S]*محاسبه‌شده/);
  assert.equal(days[5].trim(), NOT_IN_LIST);
  assert.equal(await choices.getByRole('radio', { checked: true }).count(), 0);
});

test('a lunar date is needed; «در فهرست نیست» leads to the registry office', async (t) => {
  const person = citizen.somebody();
  const page = await shop.visit(t);
  await citizen.enter(page, person);
  await citizen.chooseBirth(page, person.birth);
  const choices = await citizen.lunarChoices(page);
  await citizen.answerQuestions(page);
  await refuses(page, /تاریخ تولد قمری را انتخاب کنید/);
  await choices.getByLabel(NOT_IN_LIST).check();
  await citizen.submit(page);
  await heading(page, 'نخست شناسنامه را اصلاح کنید');
  await says(page, /آنچه نوشته‌اید ۳۰ روز نگه داشته می‌شود/);
  await page.goto(`${shop.server.url}/register`);
  await heading(page, citizen.REGISTRATION);
  assert.equal(await group(page, citizen.QUESTIONS[0]).getByLabel('بله').isChecked(), true);
});

describe('the search tells what it needs', () => {
  const cases = [
    ['no area code', { area: '', phone: '3722' }, 'کد شهر را وارد کنید.'],
    ['an area code that is none', { area: '099', phone: '3722' }, /کد شهر را نشناختیم/],
    [
      'three digits of a phone',
      { area: '041', phone: '372' },
      /دست‌کم ۴ رقم اول تلفن را وارد کنید/,
    ],
  ];
  for (const [name, where, sentence] of cases) {
    test(name, async (t) => {
      const page = await shop.visit(t);
      await citizen.enter(page, citizen.somebody());
      await citizen.answerQuestions(page);
      await citizen.field(page, 'تاریخ').selectOption({ index: 1 });
      await citizen.field(page, 'کد شهر').fill(where.area);
      await citizen.field(page, 'تلفن').fill(where.phone);
      await citizen.button(page, 'جستجو').click();
      await says(page, sentence);
      assert.equal(await citizen.field(page, 'کد شهر').inputValue(), persian(where.area));
    });
  }
});

test('every card shows what the guide lists, in the order of free share', async (t) => {
  const page = await shop.visit(t);
  await citizen.enter(page, citizen.somebody());
  await citizen.answerQuestions(page);
  await citizen.search(page, { area: '۰۴۱', phone: '۳۷۲۲' }, 2);
  const cards = await citizen.offices(page).getByRole('radio').evaluateAll(citizen.wordsOfAll);
  assert.ok(cards.length >= 2);
  for (const card of cards) {
    assert.match(card, /^\s*(صبح|عصر) · .+/, 'shift and office');
    assert.match(card, /تلفن [۰-۹]{8}/, 'the phone');
    assert.match(card, /(شنبه|جمعه) [۰-۹]+ \S+ [۰-۹]{4}/, 'the date');
    assert.match(card, /درصد آزاد \([۰-۹]+ نوبت از [۰-۹]+\)/, 'the seats');
  }
  await says(page, 'به ترتیب درصد ظرفیت آزاد');
});

test('«خیر» is answered with what follows from it, and the list keeps to it', async (t) => {
  const page = await shop.visit(t);
  await citizen.enter(page, citizen.somebody());
  const names = async (answers) => {
    await page.goto(`${shop.server.url}/register`);
    await citizen.answerQuestions(page, answers);
    await citizen.search(page, citizen.ILAM, 5);
    return [...(await citizen.readSeats(page)).keys()];
  };
  const every = await names(['بله', 'بله', 'بله', 'بله']);
  const withoutStairs = await names(['بله', 'خیر', 'بله', 'بله']);
  await says(page, 'فقط دفترهایی نشان داده می‌شود که امکانات و مجوز لازم را دارند.');
  assert.ok(withoutStairs.length > 0 && withoutStairs.length < every.length);
  assert.ok(withoutStairs.every((name) => every.includes(name)));
  const atHome = await names(['خیر', 'بله', 'بله', 'بله']);
  await says(page, /برای شما گروه سیار در نظر گرفته می‌شود؛ نوبت آن دیرتر است/);
  assert.ok(atHome.every((name) => every.includes(name)) && atHome.length < every.length);
});

test('what was typed is there again after the session and the browser are gone', async (t) => {
  const { page, person } = await atFilledForm(t);
  await page.context().clearCookies();
  await page.goto(shop.server.url);
  await citizen.enter(page, person);
  await says(page, /درخواست شما پیش‌تر آغاز شده است/);
  assert.equal(await citizen.field(page, 'نام مادر').inputValue(), person.mother_name);
  assert.equal(await citizen.field(page, 'تلفن').inputValue(), '', 'the phone is never stored');
});

test('a session that ends in the middle of the form costs nothing that was typed', async (t) => {
  // Without script, so that no request is under way while the server is away.
  const { page, person } = await atFilledForm(t, { script: false });
  await citizen.field(page, 'نام مادر').fill('پروانه');
  await shop.server.kill();
  await shop.server.start(['--session-minutes', '0']);
  await citizen.submit(page);
  await heading(page, 'دوباره وارد شوید');
  await says(page, /چیزی از دست نرفته است/);
  await shop.server.kill();
  await shop.server.start();
  await page.getByRole('main').getByRole('link').click();
  await citizen.enter(page, person);
  await says(page, /درخواست شما پیش‌تر آغاز شده است/);
  assert.equal(await citizen.field(page, 'نام مادر').inputValue(), 'پروانه');
  assert.equal(await group(page, citizen.QUESTIONS[3]).getByLabel('بله').isChecked(), true);
  assert.equal(await citizen.field(page, 'کد شهر').inputValue(), persian('041'));
});

test('too long a text is told so, and the form is there as it was before', async (t) => {
  const { page, person } = await atFilledForm(t, { script: false });
  await citizen.button(page, 'جستجو').click();
  await citizen.answered(page);
  const mother = citizen.field(page, 'نام مادر');
  await mother.evaluate((field) => field.removeAttribute('maxlength'));
  await mother.fill('م'.repeat(200_000));
  await citizen.submit(page);
  await heading(page, 'این فرم بلندتر از اندازه است');
  await says(page, /آنچه پیش از این ذخیره شده بود سر جای خود است/);
  await page.getByRole('main').getByRole('link').click();
  await heading(page, citizen.REGISTRATION);
  assert.equal(await citizen.field(page, 'نام مادر').inputValue(), person.mother_name);
});

test('«پاکسازی فرم» asks first and then empties the form', async (t) => {
  const { page, person } = await atFilledForm(t);
  await citizen.button(page, 'پاکسازی فرم').click();
  await heading(page, 'پاکسازی فرم');
  await page.getByRole('link', { name: 'خیر، به فرم برگرد' }).click();
  assert.equal(await citizen.field(page, 'نام مادر').inputValue(), person.mother_name);
  await citizen.button(page, 'پاکسازی فرم').click();
  await citizen.button(page, 'بله، فرم را پاک کن').click();
  await says(page, 'فرم پاک شد.');
  assert.equal(await citizen.field(page, 'نام مادر').inputValue(), '');
});
