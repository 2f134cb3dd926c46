// Digits as people of the country write and read them.

export const persian = (text) => `${text}`.replace(/\d/g, (digit) => '۰۱۲۳۴۵۶۷۸۹'[digit]);
export const arabic = (text) => `${text}`.replace(/\d/g, (digit) => '٠١٢٣٤٥٦٧٨٩'[digit]);
export const latin = (text) => text.replace(/[۰-۹]/g, (digit) => '۰۱۲۳۴۵۶۷۸۹'.indexOf(digit));

export const MONTHS = [
  'فروردین',
  'اردیبهشت',
  'خرداد',
  'تیر',
  'مرداد',
  'شهریور',
  'مهر',
  'آبان',
  'آذر',
  'دی',
  'بهمن',
  'اسفند',
];

/** A solar date of the country, so many days from now, as `1405/09/02`. */
export function solarDay(daysAhead, yearsAhead = 0) {
  const at = new Date(Date.now() + daysAhead * 86_400_000);
  const format = new Intl.DateTimeFormat('en-u-ca-persian-nu-latn', {
    timeZone: 'Asia/Tehran',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  const part = Object.fromEntries(
    format.formatToParts(at).map(({ type, value }) => [type, value]),
  );
  return `${Number(part.year) + yearsAhead}/${part.month}/${part.day}`;
}
