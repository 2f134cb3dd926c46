# Every Persian sentence of the shop, by page. Figures, days and names arrive already written.
# The words of the registration guide stand here as the guide has them.

## Around every page

frame-name = سامانه‌ی کارت هوشمند ملی
frame-skip = پرش به محتوای اصلی
frame-fault-prefix = خطا:
frame-leave = خروج از سامانه
frame-announcement = اطلاعیه
frame-question-skipped = نسخه‌ی نمایشی: جواب سوال ورود بررسی نمی‌شود. این سامانه واقعی نیست.
frame-operations = عملیات مجاز برای شما
frame-ussd = راهنمایی در هر مرحله با شماره‌گیری { $ussd } در تلفن همراه
frame-foot = پیوندهای سامانه
link-process = آگاهی از فرایند
link-conditions = شرایط ثبت نام
go-on = ادامه

operation-print-receipt = چاپ رسید ثبت نام
operation-edit-details = ویرایش مشخصات فردی
operation-change-mobile = تغییر موبایل
operation-change-seat = تغییر مکان و زمان تکمیل ثبت نام
operation-change-delivery = تغییر مکان تحویل کارت
operation-save-receipt = ذخیره‌ی رسید ثبت نام در فایل
operation-email-receipt = ارسال رسید ثبت نام به ایمیل

## Forms

summary-title = { $count } مورد را درست کنید
answer-yes = بله
answer-no = خیر

## Entry

entry-lead = با شماره ملی و شماره سریال شناسنامه وارد شوید. سامانه شما را به همان مرحله‌ای می‌برد که در آن هستید.
nid-label = شماره ملی
nid-hint = ۱۰ رقم، روی شناسنامه یا کارت ملی قدیمی
serial-label = شماره سریال
serial-hint = فقط بخش عدد شش رقمی سریال شناسنامه
guide-label = راهنما
guide-about = در صفحه‌ی نخست شناسنامه، کنار نشان ثبت احوال، سری و سریال چاپ شده است. حرف و عدد سری را کنار بگذارید و فقط شش رقم آخر را، با صفرهای آغاز آن، وارد کنید.
guide-picture = صفحه‌ی نخست شناسنامه؛ دور شماره سریال شش رقمی خط کشیده شده است
answer-label = جواب سوال چیست ؟
question-picture = تصویر یک سوال جمع با دو عدد یک رقمی
question-swap = تعویض سوال
question-help = اگر تصویر سوال را نمی‌بینید، با شماره‌گیری { $ussd } راهنمایی بگیرید یا به نزدیک‌ترین اداره‌ی ثبت احوال مراجعه کنید.
question-help-title = تصویر را نمی‌بینم
entry-session-over = چون مدتی کاری انجام نشد، برای حفاظت از شما از سامانه خارج شدید. چیزی از دست نرفته است؛ دوباره وارد شوید تا از همان‌جا ادامه دهید.
entry-left = از سامانه خارج شدید. درخواست شما سر جای خود است.

## Process

process-title = آگاهی از فرایند
process-nav = سه فرایند کارت هوشمند ملی
process-registration = ثبت نام
process-registration-lead = از همین سامانه آغاز می‌شود و در دفتر تکمیل ثبت نام به پایان می‌رسد.
process-enter = ورود
process-enter-about = شماره ملی و شش رقم سریال شناسنامه را وارد می‌کنید. سامانه درستی آن‌ها را با ثبت احوال می‌سنجد.
process-details = مشخصات فردی
process-details-about = تاریخ تولد شمسی و قمری، جنسیت، دین، نام مادر و شماره تلفن همراه را وارد می‌کنید. همه‌ی پیامک‌ها به همین شماره می‌آید.
process-questions = چهار پرسش
process-questions-about = با پاسخ شما، دفتری پیشنهاد می‌شود که امکانات مناسب شما را دارد؛ اگر نتوانید از خانه خارج شوید، گروه سیار نزد شما می‌آید.
process-seat = انتخاب زمان و دفتر
process-seat-about = تاریخ، کد شهر و تلفن را وارد می‌کنید و از میان دفترهای نزدیک، شیفت صبح یا عصر یکی را برمی‌گزینید.
process-pay = پرداخت
process-pay-about = نوبت برای شما نگه داشته می‌شود تا در درگاه بانک پرداخت کنید. اگر پرداخت انجام نشود، نوبت آزاد می‌شود.
process-confirm = تایید نهایی
process-confirm-about = مشخصات را یک بار دیگر می‌بینید و شماره پیگیری و رسید می‌گیرید.
process-complete = تکمیل ثبت نام
process-complete-about = در روز انتخاب‌شده شخصا با اصل شناسنامه به دفتر می‌روید؛ آنجا از شما عکس گرفته و اثر انگشتتان اسکن می‌شود.
process-production = تولید
process-production-lead = پس از تکمیل ثبت نام آغاز می‌شود و کاری از شما نمی‌خواهد.
process-review = بررسی
process-review-about = مشخصات، عکس و اثر انگشت شما بررسی می‌شود. تا پیش از آغاز تولید می‌توانید مکان تحویل کارت را عوض کنید.
process-issue = صدور کارت
process-issue-about = کارت چاپ می‌شود و اطلاعات شما در تراشه‌ی آن جای می‌گیرد.
process-send = ارسال
process-send-about = کارت به دفتر یا اداره‌ی ثبت احوالی که برای تحویل برگزیده‌اید فرستاده می‌شود.
process-delivery = تحویل
process-delivery-lead = با پیامک آغاز می‌شود و با کارت در دست شما پایان می‌یابد.
process-notice = پیامک
process-notice-about = با رسیدن کارت به محل تحویل، پیامکی به شماره تلفن همراه شما فرستاده می‌شود. اگر شماره‌ی شما عوض شده است، آن را در همین سامانه تغییر دهید.
process-collect = دریافت کارت
process-collect-about = شخصا با شناسنامه مراجعه می‌کنید و پس از تطبیق اثر انگشت، کارت را می‌گیرید.
process-signature = امضای الکترونیکی
process-signature-about = اگر بخواهید، امضای الکترونیکی کارت هنگام تحویل یا پس از آن فعال می‌شود.

## Conditions

conditions-title = شرایط ثبت نام
conditions-who = چه کسی می‌تواند ثبت نام کند
condition-age = ۱۵ سال تمام داشته باشد.
condition-nation = تابعیت ایرانی داشته باشد. اتباع غیر ایرانی این کارت را دریافت نمی‌کنند.
condition-booklet = شناسنامه‌ی عکس‌دار معتبر از سازمان ثبت احوال کشور داشته باشد.
condition-details = مشخصات خواسته‌شده را با دقت و درست وارد کند: شماره ملی، شماره سریال شناسنامه، تاریخ تولد، نام مادر، دین و شماره تلفن همراه.
condition-presence = برای تکمیل ثبت نام شخصا مراجعه کند و برای عکس چهره و اثر انگشت آماده باشد.
condition-fee = هزینه‌ی ثبت نام را با کارت بانکی عضو شبکه‌ی شتاب پرداخت کند.
conditions-documents = مدارک لازم
document-booklet = اصل شناسنامه‌ی عکس‌دار معتبر؛ اگر شناسنامه را عوض کرده‌اید، شناسنامه‌ی جدید.
document-details = شماره ملی؛ همراه داشتن کارت ملی قدیمی لازم نیست.
document-receipt = رسید ثبت نام مفید است، ولی همراه داشتن آن اجباری نیست.
conditions-fees = هزینه‌ها
fees-caption = تعرفه‌ی خدمات کارت هوشمند ملی، از { $date }
fees-kind = خدمت
fees-fee = هزینه
fee-free = رایگان
fee-first-issue = ثبت نام کارت هوشمند ملی، اولین بار
fee-first-loss = صدور مجدد به علت فقدان، اولین بار
fee-second-loss = صدور مجدد به علت فقدان، دومین بار
fee-further-loss = صدور مجدد به علت فقدان، سومین بار و پس از آن
fee-replacement = تعویض به علت تغییر مشخصات سجلی یا خرابی، به استثنای اشتباه مامور
fee-signature = فعالسازی امضای الکترونیکی
conditions-start = شروع ثبت نام

## Registration

registration-title = ثبت درخواست کارت هوشمند ملی
registration-lead = این صفحه چهار بخش دارد و پر کردن آن حدود ۵ دقیقه طول می‌کشد. آنچه می‌نویسید ذخیره می‌شود.
registration-continued = درخواست شما پیش‌تر آغاز شده است؛ ادامه از همین‌جاست.
registration-cleared = فرم پاک شد.
registration-parts = چهار بخش این صفحه
part-complete = کامل
part-open = مانده
part-faulty = { $count } مورد
part-of = { $place } از ۴
draft-saved = ذخیره شد، ساعت { $time }

personal-title = مشخصات فردی
birth-legend = تاریخ تولد شمسی
birth-hint = عینا از روی شناسنامه
birth-day = روز
birth-month = ماه
birth-year = سال
lunar-legend = تاریخ تولد قمری
lunar-hint = تاریخی را انتخاب کنید که در شناسنامه نوشته شده است.
lunar-wait = نخست تاریخ تولد شمسی را انتخاب کنید، سپس این دکمه را بزنید تا تاریخ‌های قمری آن نشان داده شود.
lunar-button = محاسبه‌ی تاریخ قمری
lunar-again = محاسبه‌ی دوباره‌ی تاریخ قمری
lunar-computed = محاسبه‌شده
lunar-missing = در فهرست نیست
gender-legend = جنسیت
gender-female = زن
gender-male = مرد
religion-label = دین
religion-empty = انتخاب کنید
religion-islam = اسلام
religion-christianity = مسیحی
religion-judaism = کلیمی
religion-zoroastrianism = زرتشتی
religion-other = سایر
mother-label = نام مادر
mother-hint = فقط نام، بدون نام خانوادگی
mobile-label = شماره تلفن همراه
mobile-hint = همه‌ی پیامک‌های اطلاع‌رسانی به این شماره فرستاده می‌شود.

answers-title = شناسایی شهروندان نیازمند به تکمیل ثبت نام خاص
answers-note = پاسخ درست، دفتر مناسب شما را نشان می‌دهد. پاسخ خلاف واقع تخلف است.
question-leaving = آیا سلامتی کافی برای خروج از خانه دارید؟
question-stairs = آیا توان حرکتی برای بالا رفتن از پله دارید؟
question-pupils = آیا مردمک هر دو چشم شما واضح دیده می شود؟
question-fingers = آیا همه ی انگشتان دست شما سه بند سالم دارند؟
note-home = برای شما گروه سیار در نظر گرفته می‌شود؛ نوبت آن دیرتر است.
note-home-days = برای شما گروه سیار در نظر گرفته می‌شود؛ نوبت آن دیرتر است (اکنون حدود { $days } روز).
note-equipment = فقط دفترهایی نشان داده می‌شود که امکانات و مجوز لازم را دارند.

search-title = انتخاب زمان و دفتر تکمیل ثبت نام
search-note-near = سیستم بر اساس کد شهر و تلفن، نزدیک‌ترین دفاتر تکمیل ثبت نام را به شما پیشنهاد می‌دهد.
search-note-phone = تلفن صرفا معیار مرتب‌سازی دفاتر تکمیل ثبت نام است و بخشی از مشخصات شما محسوب نمی‌شود.
search-note-health = پاسخ صحیح به پرسش‌های بالا، برای ارجاع شما به مرکز متناسب با شرایط تندرستی‌تان ضروری است.
date-label = تاریخ
date-empty = روز مراجعه را انتخاب کنید
area-label = کد شهر
area-hint = کد تلفن شهر، مانند ۰۴۱
phone-label = تلفن
phone-hint = تلفن محل سکونت؛ چهار رقم اول هم کافی است.
search-button = جستجو
offices-legend = { $count } شیفت دارای نوبت در { $date }، { $place }
offices-legend-full = شیفت‌های { $date }، { $place }
offices-order = به ترتیب درصد ظرفیت آزاد
offices-nothing-free = در { $date } نوبت آزادی نمانده است.
offices-held = { $count } نوبت در دست پرداخت است و شاید آزاد شود.
offices-nearest = نزدیک‌ترین روزهای دارای نوبت
offices-none = در این شهر دفتری با امکانات لازم شما پیدا نشد. شهر نزدیک یا تاریخ دیگری را جستجو کنید.
offices-busy = جستجو چند لحظه پاسخ نمی‌دهد. آنچه نوشته‌اید سر جای خود است؛ دوباره «جستجو» را بزنید.
offices-lost = نوبتی که پیش از این جستجو انتخاب کرده بودید در این فهرست نیست؛ یکی دیگر را انتخاب کنید.
offices-rows = ۱۰ دفتر بعدی
offices-band = بیشتر
offices-band-about = دفترهای دورتر را هم نشان می‌دهد
card-room = { $percent } درصد آزاد ({ $free } نوبت از { $approved })
card-room-least = کمتر از ۱ درصد آزاد ({ $free } نوبت از { $approved })
card-held = { $count } نوبت در دست پرداخت
card-full = تکمیل ظرفیت
card-phone = تلفن

payment-title = پرداخت
payment-fee = هزینه ثبت نام: { $fee }
payment-free = این درخواست هزینه ندارد.
payment-credit = پرداخت شما ثبت شده است و دوباره پرداخت نمی‌کنید.
gateway-legend = انتخاب درگاه پرداخت
payment-note = ثبت کردن این فرم به معنای تایید اطلاعات است.
payment-hold = با ثبت، نوبت برای شما نگه داشته می‌شود و به درگاه بانک می‌روید.
payment-submit = ثبت اطلاعات و پرداخت
payment-submit-free = ثبت اطلاعات
payment-submit-credit = ثبت نوبت
clear-button = پاکسازی فرم

## Clear

clear-title = پاکسازی فرم
clear-about = همه‌ی آنچه در این فرم نوشته‌اید پاک می‌شود و بازگشتنی نیست. شماره ملی و شماره سریال می‌ماند.
clear-yes = بله، فرم را پاک کن
clear-no = خیر، به فرم برگرد

## Bank

leaving-title = رفتن به درگاه بانک
leaving-button = رفتن به درگاه بانک
leaving-host = نشانی صفحه‌ی پرداخت باید با { $host } آغاز شود. در صفحه‌ی دیگری رمز کارت را وارد نکنید.
leaving-fee = مبلغ
leaving-bank = درگاه
held-until = این نوبت تا ساعت { $time } برای شما نگه داشته شده است ({ $minutes } دقیقه).
asking-title = در حال پرسیدن نتیجه از بانک
asking-safe = تا پاسخ بانک نیامده است نوبت شما از دست نمی‌رود. می‌توانید این صفحه را ببندید؛ نتیجه را با پیامک می‌فرستیم.
asking-again = دوباره پرداخت نکنید.
asking-bank = درگاه: { $bank }
asking-last = آخرین پرسش: ساعت { $time }
asking-button = بررسی دوباره

not-paid-title = پرداخت انجام نشد
not-paid-title-cancelled = پرداخت لغو شد
not-paid-title-timed-out = مهلت پرداخت تمام شد
not-paid-title-unknown = نتیجه‌ی پرداخت هنوز روشن نیست
not-paid-cancelled = پرداخت را لغو کردید و مبلغی کم نشد.
not-paid-refused = بانک پرداخت را نپذیرفت (موجودی، رمز یا سقف کارت). می‌توانید دوباره یا با کارت دیگری پرداخت کنید.
not-paid-timed-out = مهلت پرداخت تمام شد و نوبت آزاد شد.
not-paid-unknown = نتیجه را هنوز از بانک نگرفته‌ایم. دوباره پرداخت نکنید؛ تا ساعت { $time } نتیجه را با پیامک می‌فرستیم.
not-paid-debited = پرداخت موفق نبود. اگر مبلغی کم شده باشد، بانک آن را تا ۷۲ ساعت برمی‌گرداند؛ پس از آن از بانک خود پیگیری کنید.
not-paid-gateway-down = درگاه بانک پاسخ نداد و مبلغی کم نشد. می‌توانید درگاه دیگری را انتخاب کنید.
not-paid-money = اگر مبلغی از حساب شما کم شده باشد، بانک آن را تا ۷۲ ساعت برمی‌گرداند؛ پس از آن از بانک خود پیگیری کنید.
seat-still-free = همان نوبت هنوز آزاد است. اگر اکنون پرداخت کنید، همان را می‌گیرید.
seat-gone = این نوبت را نفر دیگری گرفته است. مشخصات شما سر جای خود است؛ نوبت دیگری انتخاب کنید.
seat-secured = نوبت شما محفوظ است.
seat-chosen = نوبت انتخابی شما
seat-current = نوبت کنونی شما
pay-again = پرداخت دوباره
choose-again = انتخاب دوباره‌ی نوبت

## Confirmation, result, receipt

confirm-title = تایید نهایی
confirm-booked = نوبت شما ثبت شد
confirm-booked-about = ثبت نام و نوبت شما در هر حال ثبت شده است و از این پس در هر مراجعه رسید را می‌بینید.
confirm-unpaid = هنوز نوبتی ثبت نشده است
confirm-unpaid-about = با پرداخت، همین نوبت برای شما گرفته می‌شود؛ اگر دیگر آزاد نباشد، بدون از دست رفتن پول نوبت دیگری انتخاب می‌کنید.
confirm-button = تایید اطلاعات و چاپ رسید
confirm-edit = ویرایش مشخصات
confirm-pay = پرداخت
details-person = مشخصات فردی
details-office = دفتر تکمیل ثبت نام منتخب
details-office-name = دفتر تکمیل ثبت نام
details-address = نشانی دفتر تکمیل ثبت نام
details-phone = تلفن دفتر تکمیل ثبت نام
details-shift = شیفت کاری
details-date = تاریخ تکمیل ثبت نام
details-payment = وضعیت پرداخت
payment-state-paid = موفق
payment-state-credit = موفق، از پرداخت پیشین
payment-state-free = بدون هزینه
payment-state-unpaid = پرداخت نشده
preparations-title = پیش نیاز های تکمیل ثبت نام
preparation-documents = برای تکمیل ثبت نام شخصا با در دست داشتن شناسنامه و شماره ملی به دفتر تکمیل ثبت نام مراجعه کنید.
preparation-photo = هنگام مراجعه برای تکمیل ثبت نام برای عکسبرداری آماده باشید.
preparation-fingers = هنگام مراجعه به دفتر تکمیل ثبت نام برای اسکن اثر انگشتان آماده باشید.
preparation-ussd = از این لحظه به بعد می توانید با شماره گیری { $ussd } در موبایل درخواست خود را پیگیری نمایید.
preparation-site = پیگیری درخواست همچنین از طریق همین سایت ({ $site }) امکان پذیر است.

result-title = نتیجه ثبت نام کارت هوشمند ملی
result-tracking = شماره پیگیری
result-print = چاپ
result-save = ذخیره فایل
result-email = ارسال به ایمیل
result-leave = انصراف
result-next = مراحل درخواست شما
stage-ahead = نوبت شما ثبت شده است. در همین روز و شیفت به دفتر بروید.
stage-today = نوبت شما امروز است.
stage-missed = روز نوبت شما گذشته است. برای ادامه، مکان و زمان تازه‌ای انتخاب کنید.
stage-begun = تکمیل ثبت نام شما در دفتر آغاز شده است.
stage-completed = تکمیل ثبت نام شما انجام شده است. کارت به‌زودی تولید می‌شود.
stage-in-production = کارت شما در حال تولید است.
stage-ready = کارت شما آماده‌ی تحویل است.
stage-delivered = کارت شما تحویل شده است.
milestone-registered = ثبت نام و پرداخت
milestone-completed = تکمیل ثبت نام در دفتر
milestone-production = تولید کارت
milestone-ready = رسیدن کارت به محل تحویل
milestone-delivered = تحویل کارت
milestone-done = انجام شد
milestone-next = مرحله‌ی بعد
milestone-later = مانده

print-title = رسید ثبت نام کارت هوشمند ملی
print-organisation = سازمان ثبت احوال کشور
print-button = چاپ
print-back = بازگشت به نتیجه
print-how = برای چاپ، از منوی مرورگر «چاپ» را انتخاب کنید؛ با انتخاب چاپگر PDF رسید در فایل ذخیره می‌شود.
print-optional = همراه داشتن این رسید هنگام مراجعه الزامی نیست.

## Choosing again, moving, changing

choose-title = تعیین زمان و مکان تکمیل ثبت نام
choose-credited = پرداخت شما رسیده ولی نوبت پیشین گرفته شده است. دوباره انتخاب کنید؛ پرداخت لازم نیست.
choose-timed-out = مهلت پرداخت تمام شد و نوبت آزاد شد. دوباره نوبت انتخاب کنید.
choose-released = پرداخت انجام نشد و نوبت آزاد شد. دوباره نوبت انتخاب کنید.
choose-given-back = نوبت پیشین را پس داده‌اید. نوبت دیگری انتخاب کنید؛ پرداخت لازم نیست.
choose-former = نوبت پیشین شما هنوز آزاد است
choose-former-take = همین نوبت را می‌خواهم
move-title = تغییر مکان و زمان تکمیل ثبت نام
move-safe = تا نوبت جدید گرفته نشود، این نوبت از دست نمی‌رود.
move-button = گرفتن نوبت جدید
moves-not-counted = این جابه‌جایی شمرده نمی‌شود.
moves-left = { $count } بار دیگر می‌توانید جابه‌جا کنید.
moves-last = این آخرین جابه‌جایی بدون انتظار شماست.
moves-from = جابه‌جایی‌های بدون انتظار شما به پایان رسیده است. از { $date } دوباره می‌توانید جابه‌جا کنید.
edit-title = ویرایش مشخصات
edit-button = ثبت تغییرات
edit-shut-out = تغییرات ذخیره شد. با پاسخ‌های تازه، دفتر کنونی مناسب شما نیست؛ دفتر دیگری انتخاب کنید. تا آن زمان نوبت کنونی سر جای خود است.
mobile-title = تغییر موبایل
mobile-current = شماره‌ی کنونی
mobile-hint-change = همه‌ی پیامک‌ها از این پس به شماره‌ی جدید فرستاده می‌شود. به شماره‌ی پیشین هم خبر می‌دهیم.
mobile-button = ثبت شماره‌ی جدید

## Faults

fault-nid-empty = شماره ملی را وارد کنید.
fault-nid-length = شماره ملی باید ۱۰ رقم باشد؛ شما { $count } رقم وارد کرده‌اید.
fault-nid-chars = شماره ملی فقط از رقم ساخته می‌شود.
fault-nid-check = این شماره ملی درست نیست. یک رقم جابه‌جا یا اشتباه است؛ آن را با شناسنامه مقایسه کنید.
fault-serial-empty = شماره سریال شناسنامه را وارد کنید.
fault-serial-length = شماره سریال باید ۶ رقم باشد؛ حرف و عدد سری را وارد نکنید. «راهنما» جای آن را نشان می‌دهد.
fault-serial-chars = شماره سریال فقط از رقم ساخته می‌شود؛ حرف سری را وارد نکنید.
fault-pair-mismatch = شماره ملی و سریال شناسنامه با هم نمی‌خوانند. هر دو را از روی شناسنامه دوباره ببینید. اگر شناسنامه را تازه عوض کرده‌اید، ۴۸ ساعت کاری پس از تعویض دوباره مراجعه کنید.
fault-answer-empty = جواب سوال را وارد کنید.
fault-answer-wrong = جواب سوال درست نبود. سوال تازه‌ای گذاشتیم؛ بقیه‌ی فرم سر جای خود است.
fault-question-expired = مهلت این سوال تمام شد؛ به سوال تازه جواب دهید.
fault-question-used = این سوال یک بار جواب داده شده است؛ به سوال تازه جواب دهید.
fault-birth-empty = تاریخ تولد شمسی را انتخاب کنید.
fault-birth-day-empty = روز تولد را هم انتخاب کنید.
fault-birth-month-empty = ماه تولد را هم انتخاب کنید.
fault-birth-year-empty = سال تولد را هم انتخاب کنید.
fault-birth-common-year = ۳۰ اسفند { $year } در تقویم نیست؛ آن سال کبیسه نبود.
fault-birth-no-such-day = آن ماه چنین روزی ندارد. تاریخ تولد را با شناسنامه مقایسه کنید.
fault-birth-mismatch = تاریخ تولد با اطلاعات ثبت احوال یکی نیست. آن را عینا از روی شناسنامه انتخاب کنید.
fault-birth-young = بر پایه‌ی این تاریخ، ۱۵ سال تمام ندارید؛ از { $date } می‌توانید ثبت نام کنید.
fault-lunar-empty = تاریخ تولد قمری را انتخاب کنید، یا «در فهرست نیست» را.
fault-lunar-stale = تاریخ تولد شمسی عوض شده است؛ تاریخ تولد قمری را دوباره انتخاب کنید.
fault-gender-empty = جنسیت را انتخاب کنید.
fault-gender-mismatch = جنسیت با اطلاعات ثبت احوال یکی نیست.
fault-religion-empty = دین را انتخاب کنید.
fault-mother-empty = نام مادر را وارد کنید؛ بدون نام خانوادگی.
fault-mother-chars = نام مادر را با حروف فارسی و بدون عدد بنویسید.
fault-mobile-empty = شماره تلفن همراه را وارد کنید.
fault-mobile-shape = شماره تلفن همراه با ۰۹ آغاز می‌شود و ۱۱ رقم دارد.
fault-mobile-limit = با این شماره { $count } درخواست ثبت شده است؛ شماره‌ی دیگری وارد کنید.
fault-mobile-same = این همان شماره‌ی کنونی شماست؛ شماره‌ی جدید را وارد کنید.
fault-yes-no-empty = به پرسش «{ $question }» پاسخ بله یا خیر بدهید.
fault-date-empty = تاریخ مراجعه را انتخاب کنید.
fault-date-shape = تاریخ را مانند ۱۳۹۶/۱۱/۲۸ بنویسید.
fault-date-past = تاریخ مراجعه باید از { $date } به بعد باشد.
fault-date-closed = { $date } تعطیل است.
fault-date-not-open = نوبت‌های { $date } در { $opening }، ساعت { $time } باز می‌شود.
fault-area-empty = کد شهر را وارد کنید.
fault-area-unknown = کد شهر را نشناختیم. کد تلفن شهر را بنویسید، مانند ۰۴۱.
fault-phone-short = دست‌کم ۴ رقم اول تلفن را وارد کنید؛ فقط برای مرتب‌کردن دفترهاست و ذخیره نمی‌شود.
fault-seat-empty = یکی از نوبت‌ها را انتخاب کنید.
fault-seat-gone = همین حالا نفر دیگری این نوبت را گرفت. مشخصات شما سر جای خود است؛ از این فهرست تازه یکی را انتخاب کنید.
fault-move-failed = نوبت جدید گرفته نشد و نوبت پیشین شما سر جای خود است.
fault-gateway-empty = درگاه پرداخت را انتخاب کنید.
fault-gateway-down = درگاه { $bank } پاسخ نمی‌دهد. نوبت شما تا ساعت { $time } نگه داشته می‌شود؛ درگاه دیگری را انتخاب کنید.

## Pages for what no field can mend

next-enter = رفتن به صفحه‌ی نخست
next-go-on = ادامه‌ی ثبت نام
next-result = دیدن وضعیت درخواست
next-conditions = دیدن شرایط ثبت نام
system-session-over = دوباره وارد شوید
system-session-over-about = چون مدتی کاری انجام نشد، برای حفاظت از شما از سامانه خارج شدید. چیزی از دست نرفته است؛ دوباره وارد شوید تا از همان‌جا ادامه دهید.
system-locked = ورود تا ساعت { $time } بسته است
system-locked-about = برای حفاظت از اطلاعات شما، ورود با این شماره ملی از این شبکه تا ساعت { $time } بسته است. اگر شما نبوده‌اید، کاری لازم نیست.
system-network = از ساعت { $time } دوباره امتحان کنید
system-network-about = از این شبکه درخواست‌های زیادی رسیده است. از ساعت { $time } دوباره امتحان کنید.
system-deceased = برای این شماره ملی کارت صادر نمی‌شود
system-deceased-about = در اطلاعات ثبت احوال، برای این شماره ملی واقعه‌ی فوت ثبت شده است و درخواست کارت ممکن نیست. اگر این درست نیست، با شناسنامه به اداره‌ی ثبت احوال مراجعه کنید.
system-minor = از { $date } می‌توانید ثبت نام کنید
system-minor-about = کارت هوشمند ملی از ۱۵ سال تمام صادر می‌شود. شما از { $date } می‌توانید ثبت نام کنید.
system-foreign = این کارت برای اتباع ایرانی است
system-foreign-about = کارت هوشمند ملی برای اتباع ایرانی است. درباره‌ی مدارک اتباع خارجی از دفاتر کفالت بپرسید.
system-serial-new = از { $date } دوباره مراجعه کنید
system-serial-new-about = سریال شناسنامه‌ی جدید شما هنوز به این سامانه نرسیده است. از { $date }، ساعت { $time } دوباره مراجعه کنید.
system-serial-made = نخست کارت آماده را تحویل بگیرید
system-serial-made-about = پیش از تعویض شناسنامه، تولید کارت شما آغاز شده بود. نخست همان کارت را از { $office } تحویل بگیرید، سپس درخواست صدور مجدد بدهید.
system-lunar = نخست شناسنامه را اصلاح کنید
system-lunar-about = تاریخ قمری شناسنامه‌ی شما با تاریخ شمسی نمی‌خواند. نخست برای اصلاح شناسنامه به اداره‌ی ثبت احوال بروید، سپس برای کارت اقدام کنید. آنچه نوشته‌اید { $days } روز نگه داشته می‌شود.
system-registry = ثبت احوال چند لحظه پاسخ نمی‌دهد
system-registry-about = مشخصات شما را اکنون نمی‌توانیم با ثبت احوال بسنجیم. چیزی ثبت نشده و چیزی از دست نرفته است؛ چند دقیقه‌ی دیگر دوباره امتحان کنید.
system-bank = درگاه‌های بانک پاسخ نمی‌دهند
system-bank-about = هیچ‌یک از درگاه‌های پرداخت اکنون پاسخ نمی‌دهد. مشخصات شما سر جای خود است و مبلغی کم نشده است؛ چند دقیقه‌ی دیگر دوباره امتحان کنید.
system-busy = الان مراجعه زیاد است
system-busy-about = حدود { $least } تا { $most } دقیقه‌ی دیگر دوباره امتحان کنید. درخواستی که آغاز کرده‌اید و نوبتی که گرفته‌اید سر جای خود است.
system-cooldown = از ساعت { $time } دوباره نوبت بگیرید
system-cooldown-about = چند نوبت بدون پرداخت رها شده است. از ساعت { $time } دوباره می‌توانید نوبت بگیرید.
system-begun = این تغییر دیگر ممکن نیست
system-begun-about = تکمیل ثبت نام شما در { $office } آغاز شده است و این تغییر دیگر ممکن نیست.
system-production = تولید کارت آغاز شده است
system-production-about = تولید کارت آغاز شده است؛ کارت را از { $office } تحویل بگیرید.
system-not-allowed = این کار اکنون ممکن نیست
system-not-allowed-about = در مرحله‌ای که درخواست شما هست، این کار مجاز نیست. کارهای مجاز در پایین هر صفحه نشان داده می‌شود.
system-twice = این فرم پیش‌تر فرستاده شده است
system-twice-about = یک بار آن را پذیرفته‌ایم و دوباره انجام نمی‌شود؛ نتیجه‌ی آن را می‌بینید.
system-stale = این صفحه قدیمی است
system-stale-about = پس از باز شدن این صفحه، درخواست شما در جای دیگری تغییر کرده است. چیزی از آنچه اینجا فرستادید ثبت نشد؛ از وضعیت تازه ادامه دهید.
system-one = کار دیگری در جریان است
system-one-about = نوبت‌گیری شما در صفحه‌ی دیگری در جریان است. نخست همان را به پایان برسانید؛ هر بار یک نوبت گرفته می‌شود.
system-csrf = فرم را دوباره باز کنید
system-csrf-about = این فرم از نشست تازه‌ی شما نیامده است و چیزی تغییر نکرد. صفحه را دوباره باز کنید و از نو بفرستید.
system-method = این نشانی این‌گونه باز نمی‌شود
system-method-about = به این صفحه از راه دکمه‌ها و پیوندهای سامانه می‌رسید. چیزی تغییر نکرد.
system-not-found = این صفحه پیدا نشد
system-not-found-about = نشانی را بررسی کنید یا از صفحه‌ی نخست آغاز کنید.
system-broken = کاری که خواستید انجام نشد
system-broken-about = چیزی تغییر نکرد. چند دقیقه‌ی دیگر دوباره امتحان کنید؛ کد پیگیری خطا: { $reference }
