# The English twin of fa.ftl, key by key. Persian is the original: where the two differ, this one is
# wrong. Names of offices, cities and people arrive in Persian and stay so.
# The operators' board speaks Persian alone: its sentences have no twin.

## Around every page

language-name = English
frame-short = Smart Card
frame-about = Request the national smart card, choose the office and time of completion, and follow your request.
frame-name = National Smart Card
frame-skip = Skip to main content
frame-fault-prefix = Error:
frame-leave = Sign out
frame-announcement = Announcement
frame-question-skipped = Demo: the answer to the entry question is not checked. This is not the real service.
frame-operations = What you may do now
frame-ussd = For help at any step, dial { $ussd } on a mobile phone
frame-foot = Links of this service
link-process = About the process
link-conditions = Conditions for registration
link-track = Track a request
link-data = My data
go-on = Continue

operation-print-receipt = Print the registration receipt
operation-send-scan = Picture of the booklet
operation-edit-details = Edit personal details
operation-change-mobile = Change mobile number
operation-change-seat = Change place and time of completion
operation-change-delivery = Change where the card is collected
operation-save-receipt = Save the registration receipt to a file
operation-email-receipt = Send the registration receipt by e-mail
operation-give-back = Give the seat back
operation-earlier = Tell me of an earlier seat

## Days, shifts and money

weekday-saturday = Saturday
weekday-sunday = Sunday
weekday-monday = Monday
weekday-tuesday = Tuesday
weekday-wednesday = Wednesday
weekday-thursday = Thursday
weekday-friday = Friday
solar-farvardin = Farvardin
solar-ordibehesht = Ordibehesht
solar-khordad = Khordad
solar-tir = Tir
solar-mordad = Mordad
solar-shahrivar = Shahrivar
solar-mehr = Mehr
solar-aban = Aban
solar-azar = Azar
solar-dey = Dey
solar-bahman = Bahman
solar-esfand = Esfand
lunar-muharram = Muharram
lunar-safar = Safar
lunar-rabi-first = Rabi al-Awwal
lunar-rabi-second = Rabi al-Thani
lunar-jumada-first = Jumada al-Awwal
lunar-jumada-second = Jumada al-Thani
lunar-rajab = Rajab
lunar-shaban = Shaban
lunar-ramadan = Ramadan
lunar-shawwal = Shawwal
lunar-qadah = Dhu al-Qadah
lunar-hijjah = Dhu al-Hijjah
gregorian-january = January
gregorian-february = February
gregorian-march = March
gregorian-april = April
gregorian-may = May
gregorian-june = June
gregorian-july = July
gregorian-august = August
gregorian-september = September
gregorian-october = October
gregorian-november = November
gregorian-december = December
shift-morning = morning
shift-evening = evening
seat-when = { $day }, { $shift }
seat-team = The home-visit team of { $office } comes to your home.
both = { $first }, { $second }
amount-rials = { $figure } rials
bank-sadad = Bank Melli - Sadad
bank-parsian = Parsian Bank

## Forms

summary-title =
    { $count ->
        [one] There is a problem: fix { $count } entry
       *[other] There is a problem: fix { $count } entries
    }
answer-yes = Yes
answer-no = No

## Entry

entry-lead = Enter with your national ID and the serial of your birth booklet. You are led to the step at which you are.
nid-label = National ID
nid-hint = 10 digits, in the birth booklet or on the old national card
serial-label = Booklet serial
serial-hint = Only the six-digit number of the booklet's serial
guide-label = Guide
guide-about = The first page of the birth booklet has the series and the serial printed beside the emblem of the civil registry. Leave out the series letter and number, and enter only the last six digits, with their leading zeros.
guide-picture = First page of the birth booklet: the upper left corner is marked, and enlarged below. There the series, a letter and a number, is struck out, and the six-digit serial is circled
answer-label = What is the answer?
answer-hint = Write the sum in the picture in digits. If you cannot read it, press "Another question".
question-picture = A sum to add up; if you cannot see it, press "Confirm without the question"
question-swap = Another question
question-help = Enter your national ID and press "Confirm without the question"; no answer is needed then. Your browser computes for a few seconds, or, without JavaScript, you wait about half a minute. If that does not work either, dial { $ussd } for help, or go to the nearest civil registry office.
question-help-title = I cannot see the picture
question-instead = Answer a question instead
without-button = Confirm without the question
without-hint = For whoever cannot see the picture: enter your national ID, then press this button and leave the question empty.
work-busy = Your device is confirming; wait a few seconds.
work-slow = This takes a while on your device. You can wait, or answer the question.
work-done = Confirmed without the question; no answer is needed. Press "Continue".
wait-on =
    { $count ->
        [one] Wait about { $count } second, then press "Continue". No question needs to be answered.
       *[other] Wait about { $count } seconds, then press "Continue". No question needs to be answered.
    }
wait-about = After that, press "Continue". No question needs to be answered.
wait-over = Confirmed without the question; no answer is needed. Press "Continue" now.
entry-session-over = You were signed out after a while, to protect you. Nothing was lost; enter again to go on from where you were.
entry-left = You have signed out. Your request stands as it was.

## Process

process-title = About the process
process-nav = The three processes of the national smart card
process-registration = Registration
process-registration-lead = It begins on this site and ends at the office where registration is completed.
process-enter = Enter
process-enter-about = You enter your national ID and the six digits of the booklet's serial. They are compared with the civil registry.
process-details = Personal details
process-details-about = You enter your solar and lunar date of birth, gender, religion, mother's name and mobile number. All text messages go to that number.
process-questions = Four questions
process-questions-about = By your answers you are offered an office that has what you need; if you cannot leave home, a team comes to you.
process-seat = Choosing the time and the office
process-seat-about = You enter the date, the area code and a telephone number, and choose the morning or evening shift of one of the offices nearby.
process-pay = Payment
process-pay-about = The seat is held for you while you pay at the bank. If no payment is made, the seat is released.
process-confirm = Final confirmation
process-confirm-about = You see the details once more and get a tracking code and a receipt.
process-complete = Completing the registration
process-complete-about = On the chosen day you go to the office yourself with the original booklet; there your photograph is taken and your fingerprints are scanned.
process-production = Production
process-production-lead = It begins after the registration is completed and asks nothing of you.
process-review = Review
process-review-about = Your details, photograph and fingerprints are checked. Until production begins you may change where the card is collected.
process-issue = Issuing the card
process-issue-about = The card is printed and your data is placed in its chip.
process-send = Sending
process-send-about = The card is sent to the office or civil registry office that you chose for collecting it.
process-delivery = Delivery
process-delivery-lead = It begins with a text message and ends with the card in your hand.
process-notice = Text message
process-notice-about = When the card has reached its place, a text message goes to your mobile. If your number has changed, change it on this site.
process-collect = Collecting the card
process-collect-about = You come yourself with the booklet, and receive the card once your fingerprint has been matched.
process-signature = Electronic signature
process-signature-about = If you wish, the card's electronic signature is activated when it is delivered, or later.

## Conditions

conditions-title = Conditions for registration
conditions-who = Who can register
condition-age = You have reached the age of 15.
condition-nation = You are an Iranian national. Foreign nationals do not receive this card.
condition-booklet = You have a valid birth booklet with a photograph, issued by the National Organization for Civil Registration.
condition-details = You enter the details that are asked for with care: national ID, booklet serial, date of birth, mother's name, religion, mobile number and, if asked for, postcode and home address.
condition-presence = You come yourself to complete the registration, with the documents needed, ready to have your photograph taken there and for fingerprints.
condition-fee = You pay the registration fee with a bank card of the Shetab network.
conditions-documents = Documents needed
document-booklet = The original birth booklet with a valid photograph, and a scan of it when you register online, if asked for. If you changed the booklet, the new one.
document-details = Personal details: first name, family name, father's name, booklet number, national ID, postcode, telephone number and home address.
document-number = National ID: this does not mean the old national card; knowing the number is enough.
document-receipt = The receipt for the fee is stored on this site; the registration receipt is useful, but you need not bring it.
conditions-missing = Whoever does not meet one of these conditions, lacks one of these documents or has documents that disagree cannot receive the card until that is put right.
conditions-fees = Fees
fees-caption = Fees for the national smart card, since { $date }
fees-kind = Service
fees-fee = Fee
fee-free = free
fee-first-issue = Registration for the national smart card, first time
fee-first-loss = Re-issue after loss, first time
fee-second-loss = Re-issue after loss, second time
fee-further-loss = Re-issue after loss, third time and later
fee-replacement = Replacement after a change of details or damage, except for an official's mistake
fee-mistake = Replacement after an official's mistake
fee-signature = Activating the electronic signature
fees-ahead = Announced changes:
fee-ahead = From { $date }, { $service }: { $fee }
conditions-start = Begin registration

## Registration

registration-title = Request for a national smart card
registration-lead = This page has { $parts } parts and takes about { $minutes } minutes. What you enter is saved.
registration-kind = Kind of request: { $kind }
registration-other-kind = Another kind
registration-continued = You already have a request; carry on from here.
registration-cleared = The form was cleared.
registration-elsewhere = This form was filled in in another window too. What you entered in both is here; look at it and send it again.
registration-parts = The parts of this page
part-complete = complete
part-open = open
part-next = after this form
part-faulty = { $count } to fix
part-of = { $place } of { $total }
draft-saved = Saved at { $time }

personal-title = Personal details
birth-legend = Date of birth, solar
birth-hint = Exactly as in the booklet
birth-day = Day
birth-month = Month
birth-year = Year
lunar-legend = Date of birth, lunar
lunar-hint = Select the date that is written in the booklet.
lunar-wait = Select the solar date of birth first, then press this button to see its lunar dates.
lunar-button = Work out the lunar date
lunar-again = Work out the lunar date again
lunar-computed = worked out
lunar-missing = Not in the list
gender-legend = Gender
gender-female = Female
gender-male = Male
religion-label = Religion
religion-empty = Select
religion-islam = Islam
religion-christianity = Christianity
religion-judaism = Judaism
religion-zoroastrianism = Zoroastrianism
religion-other = Other
mother-label = Mother's name
mother-hint = First name only, in Persian letters
mobile-label = Mobile number
mobile-hint = All text messages go to this number.

own-title = Name and address
own-name = Full name
first-label = First name
family-label = Family name
booklet-label = Booklet number
booklet-hint = Not its serial; in newer booklets it is 0 or the national ID.
family-title = Family
father-label = Father's name
father-hint = First name only
kin-spouse = Spouse
kin-spouse-further = Spouse { $place }
kin-child = Child { $place }
kin-add-spouse = Add a spouse
kin-add-spouse-further = Add another spouse
kin-add-child = Add a child
kin-add-child-further = Add another child
kin-empty-rows = Leave a row empty if you do not need it.

answers-title = Citizens who need special completion of registration
answers-note = A true answer shows the office that suits you. A false answer is an offence.
question-leaving = Is your health good enough to leave home?
question-stairs = Are you able to climb stairs?
question-pupils = Are the pupils of both your eyes clearly visible?
question-fingers = Do all your fingers have three sound joints?
note-home = A home-visit team will come to you; its queue is longer.
note-home-days =
    { $days ->
        [one] A home-visit team will come to you; its queue is longer (now about { $days } day).
       *[other] A home-visit team will come to you; its queue is longer (now about { $days } days).
    }
home-legend = Address of your home, for the team
home-code-label = Postal code
home-code-hint = 10 digits, on bills or the deed of your home
home-street-label = Address of your home
home-street-hint = City, street, alley, number and bell, so that the team finds the door. Persian or Latin letters.
home-street-hint-own = City, street, alley, number and flat. Persian or Latin letters.
note-equipment = Only offices with the equipment and permit that you need are shown.

search-title = Choosing the time and office of completion
search-note-near = By area code and telephone number you are offered the nearest offices.
search-note-phone = The telephone number only sorts the offices; it is not part of your details.
search-note-health = True answers to the questions above are needed to send you to an office that suits your health.
date-label = Date
date-empty = Select the day of your visit
area-label = Area code
area-hint = The city's phone code, such as 041
phone-label = Telephone
phone-hint = Landline where you live; the first four digits are enough.
search-button = Search
offices-legend =
    { $count ->
        [one] { $count } shift with seats on { $date }, { $place }
       *[other] { $count } shifts with seats on { $date }, { $place }
    }
offices-legend-full = Shifts of { $date }, { $place }
offices-area = area code { $area }
offices-order = By share of free seats
offices-nothing-free = No seat is free on { $date }.
offices-held =
    { $count ->
        [one] { $count } seat is being paid for and may come free.
       *[other] { $count } seats are being paid for and may come free.
    }
offices-nearest = Nearest days with free seats
offices-none = No office here has what you need. Try a nearby city or another day.
offices-none-teams = No home-visit team here has what you need. Try the code of a nearby city.
offices-busy = Search is busy for a moment. Your entries are kept; press Search again.
offices-lost = The seat that you had chosen before this search is not in the list; choose another.
offices-rows = Next 10 shifts
offices-band = More
offices-band-about = Also shows offices farther away
card-room =
    { $free ->
        [one] { $percent } percent free ({ $free } seat of { $approved })
       *[other] { $percent } percent free ({ $free } seats of { $approved })
    }
card-room-least =
    { $free ->
        [one] Less than 1 percent free ({ $free } seat of { $approved })
       *[other] Less than 1 percent free ({ $free } seats of { $approved })
    }
card-held =
    { $count ->
        [one] { $count } seat being paid for
       *[other] { $count } seats being paid for
    }
card-full = No seats left
card-phone = Telephone
card-team = The home-visit team of this office comes to your home.

payment-title = Payment
payment-fee = Registration fee: { $fee }
payment-fee-other = Fee for this request: { $fee }
payment-ahead = From { $date } this fee is { $fee }. Whoever has a seat held before then pays what is asked today.
payment-unset = The fee for this service has not been announced yet. Come back another day.
payment-free = This request costs nothing.
payment-credit = Your payment is on record; you do not pay again.
gateway-legend = Payment gateway
payment-note = By sending this form you confirm that the details are true.
payment-hold = When you send it, the seat is held for you and you go on to the bank.
payment-submit = Send details and pay
payment-submit-free = Send details
payment-submit-credit = Book the seat
clear-button = Clear the form

## Clear

clear-title = Clear the form
clear-about = Everything that you have entered in this form is cleared and cannot be brought back. National ID and serial stay.
clear-yes = Yes, clear the form
clear-no = No, back to the form

## Bank

leaving-title = Going to the bank
leaving-button = Go to the bank
leaving-host = The address of the payment page must begin with { $host }. Enter your card's password on no other page.
leaving-fee = Amount
leaving-bank = Gateway
held-until =
    { $minutes ->
        [one] This seat is held for you until { $time } ({ $minutes } minute).
       *[other] This seat is held for you until { $time } ({ $minutes } minutes).
    }
asking-title = Asking the bank for the result
asking-safe = Your seat cannot be lost while the bank has not answered. You may close this page; we will text you the result.
asking-again = Do not pay again.
asking-bank = Gateway: { $bank }
asking-last = Last asked at { $time }
asking-button = Check again

not-paid-title = The payment was not made
not-paid-title-cancelled = The payment was cancelled
not-paid-title-timed-out = The time for paying ran out
not-paid-title-unknown = The result of the payment is not known yet
not-paid-cancelled = You cancelled and nothing was charged.
not-paid-refused = The bank refused (balance, password or card limit). Pay again or with another card.
not-paid-timed-out = Payment time ran out and the seat was released.
not-paid-unknown = The bank has not told us yet. Do not pay again; we will text you by { $time }.
not-paid-debited = The payment failed. If money was taken, the bank returns it within 72 hours; after that ask your bank.
not-paid-gateway-down = The bank's gateway did not answer and nothing was charged. You may choose another gateway.
not-paid-money = If money was taken from your account, the bank returns it within 72 hours; after that ask your bank.
seat-still-free = The same seat is still free. Pay now and it is yours.
seat-gone = Someone else has taken this seat. Your details are kept; choose another.
seat-secured = Your seat is safe.
seat-chosen = The seat that you chose
seat-current = Your present seat
pay-again = Pay again
choose-again = Choose a seat again

## Tracking

track-title = Track a request
track-by-code = By tracking code
track-code = Tracking code
track-code-hint = 9 digits, on the receipt
track-last = Last four digits of the mobile
track-last-hint = To see date and place; without it only the stage of the request is shown.
track-button = Search
track-more = To see date and place, also enter the last four digits of the mobile, or enter with your national ID.
track-by-id = By national ID
track-by-id-about = Enter with your national ID and booklet serial; the system shows the whole request and what you may do.
track-on = Go to the page of the request

## On a phone, by USSD: pages of 70 UTF-16 units

ussd-title = National ID card
ussd-help = Help
ussd-help-about = To register go to { $site }. You need your national ID, booklet, mobile and bank card. Once registered, see here your stage, next step, time and place.
ussd-more = More
ussd-back = Back
ussd-ask-code = Enter the 9-digit tracking code.
ussd-ask-id = Enter your 10-digit national ID.
ussd-ask-serial = Enter the six digits of the booklet serial.
ussd-ask-last = Your mobile's last four digits:
ussd-this-phone = This one
ussd-stage = Stage { $place } of { $of }: { $title }
ussd-next = Next step
ussd-seat = Time and place
ussd-then = Then: { $title }
ussd-no-seat = No seat is booked yet.
ussd-since = Since { $day }
ussd-address = Address: { $address }
ussd-phone = Phone: { $phone }
ussd-no-choice = That is no choice.
ussd-shape-code = A tracking code has 9 digits.
ussd-shape-id = This national ID is not right.
ussd-shape-serial = It has 6 digits.
ussd-shape-last = Not four digits.
ussd-nobody = No request matches.
ussd-too-many = No request matches. See your receipt and dial again.
ussd-locked = Too many wrong digits. Dial again from { $time }.
ussd-paced = Too many wrong digits. Dial again in { $count } seconds.
ussd-busy = The system is busy. Dial again in a minute or two.
ussd-broken = The system does not answer now. Dial again a little later.
ussd-over = The time of this session is over. Dial again.
ussd-other-line = This session is of another phone. Dial again.
ussd-too-long = This session has become too long. Dial again.

## Own data

data-title = My data
data-about = This is everything that this system holds about you. Whatever is personal is encrypted, each citizen under a key of their own.
data-json = Download the file for computers
data-html = Download the file for reading
data-file = my-data
data-retention =
    { $days ->
        [one] One day after the card is delivered, your personal data is erased by itself.
       *[other] { $days } days after the card is delivered, your personal data is erased by itself.
    }
data-erase-about = You may also have it erased sooner:
data-nothing = Nothing is recorded.
data-request = Request
data-entered = Request begun
data-office = Office of the completion
data-delivery = Where the card is collected
data-moves = Moves that were counted
data-waiting = Waiting for an earlier appointment since
data-offers = Earlier appointments offered
data-cards = Cards delivered
data-losses = Of these, cards after a loss
data-signed = The electronic signature of the card is active
data-mistaken = An official's mistake in the card is recorded
data-past = Earlier requests
data-ended = Request ended
data-yes = Yes
data-no = No
data-relation = Relation
data-child = Child
data-scan-lost = Its file is lost; send it again.
data-scans = Scans sent
data-draft = What you typed and have not sent
data-history = What happened to the request
data-happened = Event
data-happened-entered = Entry and begin of the request
data-happened-opened = Payment opened
data-happened-paid = Payment confirmed by the bank
data-happened-booked = Seat booked
data-happened-ended = End of a seat that was not booked
data-happened-given-back = Seat given back
data-happened-missed = Day of the seat passed
data-happened-begun = Completion begun
data-happened-finished = Completion finished
data-happened-production = Production of the card begun
data-happened-ready = Card arrived where it is collected
data-happened-delivered = Card delivered
data-happened-sent-back = the bank returned the money
data-happened-over = End of an earlier request
data-payments = Payments
data-bank = Gateway
data-amount = Amount
data-order = Order number
data-reference = Reference number
data-trace = Trace number of the bank
data-verified = Confirmed at
data-standing = For
data-for-seat = this seat
data-for-next = the next seat
data-for-past = the seat of a request that has ended
data-for-return = its bank returns it
data-for-returned = its bank has returned it
data-returned-at = Return recorded
data-return-reference = Reference of the return
data-lookups = Who has looked at your request
data-looked-at = Time
data-looked-who = Role
data-looked-what = Deed
data-role-machine = the system itself
data-role-operator = operator
data-role-support = support
data-role-auditor = auditor
data-role-office = office
data-role-system = another system
data-deed-looked-up = looked at the request
data-deed-proposed = wrote down a wish to erase
data-deed-ordered = confirmed the erasure
data-deed-mistake = recorded an official's mistake
data-deed-reversed = recorded money that was returned
data-deed-other = something else
data-moment = { $date }, { $time }
erase-title = Erase my data
erase-link = Erase my data
erase-goes = What is erased
erase-goes-details = Details, answers, mobile number and whatever you typed into the form
erase-goes-code = The tracking code; it leads to no request any more
erase-goes-request = Your request; the next entry with the same national ID begins anew
erase-stays = What stays, and why
erase-stays-money = Amounts and bank numbers of payments, without a name: the bank and the accounts need them
erase-stays-seat = Office and day of a seat that has passed, without a name: for counting
erase-stays-audit = Which role has looked at the request, without your name: for the audit
erase-stays-own = Receipts that you have saved or sent by e-mail stay with you
erase-when =
    { $days ->
        [one] The key is destroyed at once, and nobody can read the data any more. Copies of keys are kept for 1 day; after that the erasure is complete.
       *[other] The key is destroyed at once, and nobody can read the data any more. Copies of keys are kept for { $days } days; after that the erasure is complete.
    }
erase-refused-seat = Your seat stands still. Give it back first, or come back when its day has passed.
erase-refused-hold = A seat is held for you, or is on its way back. Come back some minutes after that has ended.
erase-refused-payment = The bank has not yet told the outcome of a payment. Come back when it is known.
erase-refused-card = Your card is under way and cannot be handed over without your data. Come back when you have the card.
erase-refused-reversal = A bank is to return another payment to your card, and that is not recorded yet. Come back when it is: you will see it among your payments there.
erase-refused-credit = Your payment has not become a seat yet, and once the data is erased nobody would know whose it is. Take a seat with it first.
erase-serial-hint = To be sure, enter the six digits of the booklet serial once more.
erase-next = Continue
erase-no = No, keep my data
erase-sure-title = Erase your data?
erase-sure = This cannot be undone: neither you nor anybody else can bring the data back.
erase-yes = Yes, erase it for good
erased-title = Your data is erased
erased-about = On { $date }, { $time } the key of your data was destroyed. From { $complete_date }, { $complete_time } nothing is left in backups either.
erased-anew = If you want a card again, you apply anew with the same national ID.
fault-erase-serial = Serial differs from the one that you entered with. Enter it once more from the booklet.

## Confirmation, result, receipt

confirm-title = Final confirmation
confirm-booked = Your seat is booked
confirm-booked-about = Your registration and seat are on record in any case, and from now on you see the receipt whenever you come.
confirm-unpaid = No seat is booked yet
confirm-unpaid-about = When you pay, this seat is taken for you; if it is no longer free, you choose another without losing money.
confirm-button = Confirm and print the receipt
confirm-edit = Edit the details
confirm-pay = Pay
details-person = Personal details
details-office = The chosen office
details-office-name = Office of completion
details-address = Address of the office
details-phone = Telephone of the office
details-team = The home-visit team
details-team-name = Team of
details-home = Address of your home
details-home-code = Postal code
details-team-phone = Telephone of the team's office
details-shift = Shift
details-date = Date of completion
details-kind = Kind of request
details-date-written = { $day } ({ $short })
details-payment = Payment
payment-state-paid = successful
payment-state-credit = successful, by an earlier payment
payment-state-free = free of charge
payment-state-unpaid = not paid
preparations-title = Before the registration is completed
preparation-documents = Go to the office yourself, with your birth booklet and national ID.
preparation-photo = Be ready to have your photograph taken there.
preparation-fingers = Be ready to have your fingerprints scanned there.
preparation-home-documents = You do not travel: the team comes to your home. Have your birth booklet and national ID ready, and somebody there to open the door.
preparation-home-photo = Be ready to have your photograph taken at home: a bright place before a plain wall.
preparation-home-fingers = Be ready to have your fingerprints scanned at home; the team brings the device.
preparation-card = Have your card with you too.
preparation-no-photo = No new photograph is taken for the electronic signature.
preparation-ussd = From now on you can follow your request by dialling { $ussd } on a mobile phone.
preparation-site = You can also follow your request on this site ({ $site }).

result-title = Result of your registration for the national smart card
result-tracking = Tracking code
result-print = Print
result-save = Save as a file
result-email = Send by e-mail
result-leave = Sign out
result-next = The steps of your request
stage-form = Your form is not sent yet. Complete it and take a seat.
stage-unpaid = No payment is recorded yet. Choose a seat and pay the fee.
stage-choosing = Your payment is recorded. Choose time and office; you do not pay again.
stage-booked = A seat is booked. Go to the office on its day and in its shift, with the booklet itself.
stage-ahead = Your seat is booked. Go to the office on that day and in that shift.
stage-ahead-home = Your seat is booked. Be at home on that day and in that shift; the team will come.
stage-today = Your seat is today.
stage-missed = The day of your seat has passed. To go on, choose a new place and time.
stage-begun = The completion of your registration has begun at the office.
stage-begun-home = The completion of your registration has begun at your home.
stage-completed = Your registration is complete. The card will be produced soon.
stage-in-production = Your card is being produced.
stage-ready = Your card is ready to be collected.
stage-delivered = Your card has been delivered.
stage-signed = The electronic signature of your card is active.
milestone-registered = Registration
milestone-paid = Payment
milestone-seat = Choice of time and office
milestone-completed = Completion at the office
milestone-completed-home = Completion at home
milestone-signed = Activation of the electronic signature at the office
milestone-production = Production of the card
milestone-delivered = Delivery of the card
milestone-done = done
milestone-now = now
milestone-next = next
milestone-later = to come
milestone-office = Office: { $office }

print-title = Registration receipt, national smart card
print-organisation = National Organization for Civil Registration
print-button = Print
print-back = Back to the result
print-how = To print, choose "Print" in the browser's menu; with the PDF printer the receipt is saved to a file.
print-optional = You need not bring this receipt.
print-optional-home = You need not show this receipt to the team.

# What a citizen takes away: files, calendar, e-mail.

result-calendar = Add to the calendar
result-copy = Copy the code
result-copied = Copied
result-anytime = You need not keep the receipt: with your national ID and booklet serial you come back to this page at any time.
save-title = Save the registration receipt to a file
save-about = Both files have everything that the printed receipt has, and open without the Internet.
save-pdf-title = PDF file
save-pdf-about = One sheet of A4, ready to print at home or anywhere else.
save-pdf = Save as a PDF file
save-html-title = HTML file
save-html-about = Opens in any browser, on a phone or a computer.
save-html = Save as an HTML file
save-busy = Making the receipt takes a few moments
save-busy-about = Many receipts are being made right now. Try again in a few seconds. You can also see the receipt under "Print"; your seat is safe.
receipt-file = National smart card registration receipt
appointment-file = National smart card appointment
appointment-title = Completion of registration for the national smart card
appointment-about-home = The home-visit team of { $office } comes to the home. Tracking code { $code }. Shift: { $shift }. Telephone of the team's office: { $phone }.
appointment-about = Tracking code { $code }. Shift: { $shift }. Telephone of the office: { $phone }.
email-title = Send the registration receipt by e-mail
email-about = The receipt is sent as a PDF, together with the appointment for your calendar. Your e-mail address is kept, sealed, only until the receipt is sent.
email-label = E-mail address
email-hint = Such as name@example.ir
email-button = Send the receipt
email-left =
    { $count ->
        [one] You may send the receipt { $count } more time today.
       *[other] You may send the receipt { $count } more times today.
    }
email-spent = The receipt was sent three times today. You may send it again from { $date }; until then, save it to a file.
email-sent = The receipt was sent
email-sent-about = It arrives within a few minutes. If it does not, look in the spam folder too.
email-underway = The mail server gave no answer, and we do not know whether the receipt has gone. We send it again ourselves within an hour; you may get it twice.
email-undelivered = The receipt was not sent: the mail server does not answer. Try again in a few minutes, or save the receipt to a file. Your seat is safe.
letter-subject = Registration receipt, national smart card
letter-greeting = Your registration receipt is attached to this letter.
letter-when = Time: { $when }
letter-office = Office of completion: { $office }
letter-tracking = Tracking code: { $code }
letter-why = This letter was sent because the owner of this registration asked for it. If you did not, delete it; there is nothing else to do.

## Choosing again, moving, changing

choose-title = Time and place of completion
choose-credited = Your payment arrived but the seat had gone. Choose again; no payment is needed.
choose-timed-out = Payment time ran out and the seat was released. Choose again.
choose-released = No payment was made and the seat was released. Choose again.
choose-given-back = You have given your seat back. Choose another; no payment is needed.
choose-instead = The seat that you have stays held until its time for paying ends, unless you take another.
choose-former = Your former seat is still free
choose-former-take = I want this one
move-title = Change place and time of completion
move-safe = This seat is not lost until the new one is taken.
move-button = Take the new seat
moves-not-counted = This move is not counted.
moves-left =
    { $count ->
        [one] You may move { $count } more time.
       *[other] You may move { $count } more times.
    }
moves-last =
    { $hours ->
        [one] This is your last move without waiting; after it, each move is possible { $hours } hour after the seat before it was taken.
       *[other] This is your last move without waiting; after it, each move is possible { $hours } hours after the seat before it was taken.
    }
moves-waited =
    { $hours ->
        [one] You may move now; the next move is possible only { $hours } hour after it.
       *[other] You may move now; the next move is possible only { $hours } hours after it.
    }
moves-from = You have used your moves without waiting. You may move again from { $date }, { $time }.
choose-cools = Several seats were left unpaid. You can take one again from { $date }, { $time }. Your details are kept.
choose-waits = You have used your moves without waiting. You choose the next seat from { $date }, { $time }; your payment is kept.

# The place of delivery, and giving the seat back

delivery-title = Change where the card is collected
delivery-current = The card is collected at
delivery-about = Until production begins you may have the card sent to the civil registry office of another city.
delivery-move = If you are also going to complete the registration in another city:
delivery-show = Show the offices
delivery-offices = Civil registry office
delivery-button = Save where the card is collected
city-label = City
city-hint = The city where you live now
city-empty = Select the city
result-collect = The card is collected at { $office }
give-back-title = Give the seat back
give-back-lost = Your seat goes to others and cannot be brought back.
give-back-credit = Your payment is kept, and you take the next seat without paying.
give-back-free = You pay nothing for the next seat either.
give-back-not-counted = This does not count as a move.
give-back-counted = Giving the seat back and taking the next one count as one move.
give-back-waits =
    { $hours ->
        [one] You have used your moves without waiting; you can take the next seat { $hours } hour after giving this one back.
       *[other] You have used your moves without waiting; you can take the next seat { $hours } hours after giving this one back.
    }
give-back-instead = If you want another day or office, do not give the seat back; this one is kept until the new one is taken:
give-back-yes = Yes, give the seat back
give-back-no = No, keep the seat
earlier-title = Tell me of an earlier seat
earlier-about = If a seat before yours comes free, we hold it for you and tell you.
earlier-how = The offer stands on this page and above the result: one a day, and none at night. Have a look every day.
earlier-order = Whoever has asked first is told first.
earlier-uncounted = Taking an offer does not count as a move.
earlier-left =
    { $count ->
        [one] One more offer is possible for you.
       *[other] { $count } more offers are possible for you.
    }
earlier-last = This is the last offer for you.
earlier-area = Tell me
earlier-office = Tell me, for this office only
earlier-now = If an earlier seat is free already, you can take it now:
earlier-waits-area = You are on the list. If an earlier seat comes free in the offices of this area code, we tell you.
earlier-waits-office = You are on the list. If an earlier seat comes free in this office, we tell you.
earlier-leave = Tell me no more
earlier-back = Back to the result
earlier-offered = The seat offered
earlier-until = This seat is held for you until { $time }.
earlier-safe = Until the new seat is taken, your present one stands.
earlier-accept = I want this seat
earlier-decline = I keep my present seat
earlier-over = The time for this offer has ended, or that seat is not possible any more. Your present seat stands.
earlier-go-on = Continue
earlier-near = Your day is near, and no earlier seat is offered. You can look at the free seats yourself:
earlier-used-up = Three earlier seats were offered to you, and there are no more offers. You can look at the free seats yourself:
result-offer = An earlier seat is held for you until { $time }:
sms-offer = ID card: an earlier seat is held for you: { $seat }, { $office }. Enter { $site } until { $time } and take it, or your present seat stands.
sms-booked = ID card: your appointment: { $seat }, { $office }. Tracking code: { $code }
sms-moved = ID card: your appointment has changed: { $seat }, { $office }. Tracking code: { $code }
sms-given-back = ID card: your seat was given back. For another one, enter { $site }
sms-credited = ID card: your payment has come, but no seat was left. Choose again, nothing to pay: { $site }
sms-day-closed = ID card: the office is closed on your day ({ $seat }). Choose another; this is not counted as a move: { $site }
sms-reminder = ID card: your appointment is tomorrow: { $seat }, { $office }. Tracking code: { $code }
sms-team = a team comes to your home
sms-number-left = ID card: texts about a request with this number go to another number from now on. If that was not you, enter { $site }
sms-number-taken = ID card: texts about your card request come to this number from now on.
sms-missed = ID card: your day has passed and no visit was noted. Choose another: { $site }
sms-finished = ID card: your registration is complete.
sms-in-production = ID card: your card is being made.
sms-card-ready = ID card: your card is ready. Collect it from: { $office }
sms-delivered = ID card: your card was handed over. If you do not have it, tell the office.
edit-title = Edit the details
edit-button = Save the changes
edit-saved = The changes were saved.
edit-continued = The changes that you had entered and not sent are here.
shut-out-office = By your answers the office of this seat does not suit you; choose another. Until then your present seat stands.
shut-out-team = The office of this seat has no home-visit team, and nobody would come to your home; choose a seat of a team. Until then your present seat stands.
shut-out-no-home = The home-visit team does not have the address of your home; enter it under "Edit personal details".
mobile-title = Change mobile number
mobile-current = Present number
mobile-hint-change = From now on all text messages go to the new number. The former one is told as well.
mobile-button = Save the new number

## Faults

fault-nid-empty = Enter your national ID.
fault-nid-length = National ID must have 10 digits; you entered { $count }.
fault-nid-chars = National ID is made of digits only.
fault-nid-check = This national ID is not right. A digit is wrong or swapped; compare it with your booklet.
fault-serial-empty = Enter the booklet serial.
fault-serial-length = The serial has 6 digits; leave out the series letter and number. "Guide" shows where it is.
fault-serial-chars = The serial is made of digits only; leave out the series letter.
fault-pair-mismatch = National ID and serial do not belong together. Check both on the booklet. If you changed the booklet lately, come back 48 working hours after the change.
fault-answer-empty = Answer the question.
fault-answer-wrong = That was not the answer. Here is a new question; the rest is kept.
fault-question-expired = This question has expired; answer the new one.
fault-question-used = This question was used once; answer the new one.
fault-question-harder = After several wrong entries one more answer is needed; answer the new question. The rest is kept.
fault-proof-of-another = That confirmation was not for this national ID; do it again, or answer the question.
fault-wait-on =
    { $count ->
        [one] About { $count } second is left; press "Continue" after it.
       *[other] About { $count } seconds are left; press "Continue" after them.
    }
fault-wait-full = Many people on this network are waiting to confirm without the question. Press it again from { $time }, or answer the question.
fault-birth-empty = Select your date of birth.
fault-birth-day-empty = Also select the day of birth.
fault-birth-month-empty = Also select the month of birth.
fault-birth-year-empty = Also select the year of birth.
fault-birth-common-year = 30 Esfand { $year } does not exist; that year was not a leap year.
fault-birth-no-such-day = That month has no such day. Compare the date of birth with your booklet.
fault-birth-mismatch = The birth date differs from the civil registry. Select it exactly as in the booklet.
fault-birth-young = By this date you are not yet 15; you can register from { $date }.
fault-lunar-empty = Select the lunar birth date, or "Not in the list".
fault-lunar-stale = The solar date has changed; select the lunar birth date again.
fault-gender-empty = Select your gender.
fault-gender-mismatch = Gender differs from the civil registry.
fault-religion-empty = Select your religion.
fault-mother-empty = Enter your mother's first name only.
fault-mother-chars = Write your mother's name in Persian letters, without digits.
fault-mobile-empty = Enter a mobile number.
fault-mobile-shape = The mobile number starts with 09 and has 11 digits.
fault-mobile-limit =
    { $count ->
        [one] This number already serves { $count } request; enter another, or try again from { $date }, { $time }.
       *[other] This number already serves { $count } requests; enter another, or try again from { $date }, { $time }.
    }
fault-mobile-same = This is your present number; enter the new one.
fault-first-empty = Enter your first name.
fault-first-chars = Write your first name in Persian letters, without digits.
fault-family-empty = Enter your family name.
fault-family-chars = Write your family name in Persian letters, without digits.
fault-booklet-empty = Enter the booklet number.
fault-booklet-shape = The booklet number is made of digits only, and has no more than 10.
fault-father-empty = Enter your father's first name only.
fault-father-chars = Write your father's name in Persian letters, without digits.
fault-kin-first = Enter the first name of { $who } in Persian letters, or leave that row empty.
fault-kin-family = Enter the family name of { $who } in Persian letters, or leave that row empty.
fault-kin-nid = The national ID of { $who } is not right; compare its 10 digits with the booklet.
fault-kin-twice = The national ID of { $who } stands in this form already; compare it with the booklet.
fault-scan-empty = Choose the picture of the booklet.
fault-scan-large = The file is larger than { $megabytes } MB; send a smaller picture.
fault-scan-kind = The picture of the booklet must be JPEG, PNG or PDF.
fault-scan-broken = The file could not be opened; take the photo again.
fault-scan-pixels = The picture is far too large in width or height; send a smaller one.
fault-scan-bare = We found no photo of the booklet in this PDF; take a photo of the page and send that.
fault-yes-no-empty = Answer yes or no to "{ $question }".
fault-home-code-empty = Enter the postal code of your home.
fault-home-code-chars = The postal code is made of digits only.
fault-home-code-length = The postal code must have 10 digits; you entered { $count }.
fault-home-code-zone = This postal code is not right. Compare it digit by digit with a bill or the deed of your home.
fault-home-street-empty = Enter the address of your home.
fault-home-street-chars = Write the address of your home with letters, digits, commas and dashes only.
fault-home-street-short = Write more of the address of your home: city, street, alley and number.
fault-home-street-long = Make the address of your home shorter: there is room for 200 characters, and you wrote { $count }.
fault-date-empty = Select the date of your visit.
fault-date-shape = Write the date like 1396/11/28.
fault-date-past = Choose { $date } or later.
fault-date-closed = { $date } is a holiday.
fault-date-not-open = Seats for { $date } open on { $opening } at { $time }.
fault-area-empty = Enter the area code.
fault-area-unknown = We do not know this area code. Write the city's phone code, such as 041.
fault-phone-short = Enter at least the first 4 digits; used only for sorting, never stored.
fault-seat-empty = Select one of the seats.
fault-seat-gone = Someone took this seat a moment ago. Your details are kept; select from this fresh list.
fault-move-failed = The new seat was not taken; your old one stands.
fault-city-empty = Select the city.
fault-office-empty = Select the civil registry office.
fault-fee-changed = The fee for this request is now { $fee }, and nothing was paid. If you agree, send the form again.
fault-kind-empty = Choose the kind of request.
fault-gateway-empty = Select a payment gateway.
fault-gateway-down = { $bank } does not answer. Your seat is held until { $time }; select another gateway.
fault-email-empty = Enter an e-mail address.
fault-email-shape = The e-mail address needs an @ and Latin letters, such as name@example.ir.
fault-email-refused = The mail server did not accept this e-mail address. Look at it once more.
fault-code-empty = Enter the tracking code.
fault-code-chars = The tracking code is made of digits only.
fault-code-shape =
    { $count ->
        [one] The tracking code must have 9 digits; you entered 1.
       *[other] The tracking code must have 9 digits; you entered { $count }.
    }
fault-last-shape = Enter only the last four digits of the mobile number, or leave this field empty.
fault-track-none = No request matches. Compare the digits with your receipt.
fault-track-locked = This tracking code was looked up several times with wrong digits. Try again from { $time }, or enter with your national ID and serial.
fault-track-paced =
    { $count ->
        [one] Many wrong look-ups came from this network. Press Search again in 1 second, or enter with your national ID and serial.
       *[other] Many wrong look-ups came from this network. Press Search again in { $count } seconds, or enter with your national ID and serial.
    }

## Pages for what no field can mend

next-again = Try again
next-enter = Go to the first page
next-go-on = Go on with the registration
next-result = See how the request stands
next-conditions = See the conditions for registration
system-session-over = Enter again
system-session-over-about = You were signed out after a while, to protect you. Nothing was lost; enter again to go on from where you were.
system-locked = Entry is closed until { $time }
system-locked-about = After several wrong entries, and to protect your data, entry with this ID from this network is closed until { $date }, { $time }. Enter again after that, with the booklet in your hand. If it was not you, there is nothing to do.
system-network = Try again from { $time }
system-network-about = Too many requests came from this network. Try again from { $time }.
system-deceased = No card is issued for this national ID
system-deceased-about = The civil registry records a death for this ID, so no card can be requested. If that is wrong, take the booklet to a registry office.
system-minor = You can register from { $date }
system-minor-about = The card is issued from 15 full years. You can register from { $date }.
system-foreign = This card is for Iranian nationals
system-foreign-about = The card is for Iranian nationals. Ask the foreign nationals' offices about your documents.
system-serial-new = Come back from { $date }
system-serial-new-about = Your new serial has not reached this system yet. Come back from { $date }, { $time }.
system-serial-made = Collect the finished card first
system-serial-made-about = Production began before you changed the booklet. Collect that card at { $office }, then apply for a re-issue.
system-lunar = Have the booklet corrected first
system-lunar-about =
    { $days ->
        [one] The lunar date in your booklet does not match the solar one. Have the booklet corrected first, then apply. Your entries are kept { $days } day.
       *[other] The lunar date in your booklet does not match the solar one. Have the booklet corrected first, then apply. Your entries are kept { $days } days.
    }
system-registry = The civil registry does not answer for a moment
system-registry-about = We cannot compare your details with the civil registry now. Nothing was stored and nothing was lost; press "Try again" in a moment. You need not type again or answer the question.
system-bank = The banks' gateways do not answer
system-bank-about = None of the payment gateways answers now. Your details are kept and nothing was charged; try again in some minutes.
system-busy = Many people are here now
system-busy-about = Try again in about { $least } to { $most } minutes. The request that you began and the seat that you took stand as they were.
system-cooldown = Take a seat again from { $time }
system-cooldown-about = Several seats were left unpaid. You can take one again from { $time }.
system-network-holds = Take a seat from this network again from { $time }
system-network-holds-about = Many seats are held from the network that you came in by, and are not paid yet. Try again from { $time }, or come in now by another connection, that of a phone instead of the Wi-Fi for example. What you have typed is kept.
system-moves = You cannot move at the moment
system-begun = This can no longer change
system-begun-about = Completion has begun at { $office }; this can no longer change.
system-production = Production has begun
system-production-about = Production has begun; collect the card at { $office }.
system-form-first = Fill in the request form first
system-form-first-about = This becomes possible when your details are on record. Go on with the registration from where you were.
system-seat-first = Take a seat first
system-seat-first-about = This becomes possible when a seat is paid for and booked. Go on with the registration from where you were.
system-half-done = Finish the completion first
system-half-done-about = The completion of your registration is half done. Finish it at { $office }; then you can change where the card is collected.
system-delivered = Your card has been delivered
system-delivered-about = You have collected this card, and where it is collected no longer changes.
system-no-card = No card is made for this request
system-no-card-about = No new card is made for the electronic signature; bring the card that you have.
system-not-open = A new request is not possible now
opening-title = New request
opening-about = Your card has been delivered. Choose one of these services; then choose an office and a time as you did the first time. Your earlier request is kept.
opening-button = Continue
opening-shut = What is not possible now
kind-legend = Kind of request
kind-note = Fee: { $fee }. { $bring }
kind-bring-booklet = Bring the original booklet with your photo.
kind-bring-booklet-and-card = Bring the original booklet with your photo, and the card.
kind-bring-card = Bring the card and the original booklet with your photo; your fingerprint is taken.
kind-no-card = No card has been delivered to you yet; this request is your first registration.
kind-has-card = Your first card has been delivered, and a first registration is not made twice.
kind-under-way = A request of yours is under way. When it has ended, you can make a new one.
kind-unsettled = The bank is still being asked about an earlier payment. Come back in a few minutes.
kind-no-mistake = No official's mistake in this card has been recorded yet. Take the card to a civil registry office; once it is recorded, the replacement is free.
kind-signed = The electronic signature of this card is active.
kind-too-many = You have reached the number of requests that one person may make. Go to a civil registry office.
kind-no-fee = The fee for this service has not been announced yet.
system-twice = This form was already sent
system-twice-about = It was taken once and is not done again; you see its result.
system-stale = This page is old
system-stale-about = Since this page was opened, your request has changed elsewhere. Nothing that you sent here was stored; go on from the present state.
system-one = Something else is under way
system-one-about = You are taking a seat on another page. Finish that first; one seat is taken at a time.
system-csrf = Open the form again
system-csrf-about = This form does not come from your present session, and nothing was changed. Open the page again and send it anew.
system-method = This address is not opened that way
system-method-about = This page is reached by the buttons and links of this service. Nothing was changed.
system-long = This form is too long
system-long-about = The text in one of the form's fields is too long, and this time nothing of the form was read. What was saved before stands. Go back with the browser's button, shorten that text and send it again.
system-late = The form did not reach us whole
system-late-about = Your connection was slow or lost and the form did not come in time; this time nothing of it was stored. What was saved before stands. Go back with the browser's button and send it again.
system-unreadable = The browser's request could not be read
system-unreadable-about = What the browser sent was not complete or not right, and nothing was changed. What was saved before stands; go on from there.
system-not-found = Page not found
system-not-found-about = Check the address, or begin from the first page.
system-offline = You are offline
system-offline-about = This page did not reach the server and nothing was changed. Try again when you are connected; dialling { $ussd } also helps.
system-broken = It did not work
system-broken-about = Nothing was changed. Try again in some minutes; reference { $reference }

## The scan of the booklet

scan-title = Picture of the booklet
scan-lead = Send a photo or scan of the first page of your booklet here. Nothing waits for it; if you do not send it, the office looks at the booklet itself.
scan-limits = JPEG, PNG or PDF, up to { $megabytes } MB. Only the picture in the file is kept, encrypted, and only the office sees it, at the completion.
scan-label = Picture of the first page of the booklet
scan-button = Send the picture of the booklet
scan-later = I will do it later
scan-kept = The picture of the booklet has arrived
scan-kept-about = This is the picture as the office will see it. If it cannot be read, send another one.
scan-alt = The picture that you sent
scan-left = You can send a picture { $count } more times.
scan-none-left = No further picture can be sent. If this one cannot be read, take the booklet to the office.
scan-offer = You may send a picture of the booklet before you go; nothing waits for it.

## For programs: refusals that no page has
api-nowhere = There is nothing here
api-nowhere-about = Nothing stands at this address. The description of this interface lists all of them.
api-method = This address takes another method
api-method-about = The address is right and the method is not; the header of the answer names those it takes.
api-no-token = The request brings no token
api-no-token-about = Send your token in the header of the request. A token is given on entry and is soon over.
api-not-json = The body is in another language
api-not-json-about = Send the body as { $kind }.
api-malformed = The body cannot be read
api-malformed-about = The body of the request is not well formed: { $why }
api-shape = The body has another shape
api-shape-about = The body was read, and its parts are not what the description of this address says: { $why }
api-query = The address cannot be read
api-query-about = The parts of the address are not what its description says: { $why }
api-fields = Some fields are at fault
api-fields-about = Each field is named with its fault. Mend them and send it again.
api-stage = Your request stands elsewhere
api-stage-about = This cannot be done at this stage of the request. The stage it stands at is named.
api-power = This token is not for that
api-power-about = The token was given for something else.
api-tries = Too often for now
api-tries-about = Send it again after the time that is named.
api-key-shape = The name of this command cannot be read
api-key-shape-about = The name of a command is one to { $most } plain letters without spaces.
api-key-reused = Another command has this name
api-key-reused-about = Another command was sent under the same name. Give each new command a new name.
api-key-running = This command is under way
api-key-running-about = The same command has come before and is not done yet. Ask again shortly.
api-cursor = This piece of the list cannot be read
api-cursor-about = A piece has one to { $most } items, and the mark of the next piece is what the piece before has given.
api-no-key = The request brings no key
api-no-key-about = Send the key of your system in the header of the request. Whoever runs this service gives it, and may have closed it.
api-wrong-keys = Too many wrong keys
api-wrong-keys-about = Too many wrong keys came from your network. Look at your configuration, and try again later.
api-scope = This key is not for that
api-scope-about = The key lacks the scope { $scope }. Whoever runs this service gives one with it.
api-streams = Too many streams
api-streams-about = Your system follows the feed with as many streams as it may. Close one of them, or try again later.
api-position = The position cannot be read
api-position-about = A position is taken from an answer as it stands there, and is never made or changed by hand.
api-position-ahead = Nobody was ever so far
api-position-ahead-about = This position lies behind everything that has happened. Go on from the last one that you were given.
api-position-lost = This position is of other data
api-position-lost-about = The data were restored from a backup, or belong to another country. Read all requests anew, and follow the feed behind the position that stands beside them.
api-position-behind = The feed is not kept as long as that
api-position-behind-about = What follows this position is not kept any more. Read all requests anew, and follow the feed behind the position that stands beside them.
api-no-booking = No booked request has this code
api-no-booking-about = The code was never given, is of a request that has ended, or its seat was given back.
api-step-behind = The request is further already
api-step-behind-about = This stage lies behind the request. The stage it stands at is named; nothing has changed.
api-step-skips = Something is missing before this
api-step-skips-about = The stage before this one was not told yet. The stage it stands at is named; nothing has changed.
api-step-elsewhere = It is booked at another office
api-step-elsewhere-about = The request is booked at office { $office }; nothing has changed.
api-day-not-over = The booked day is not over
api-day-not-over-about = Nobody has missed { $date } before it is over; nothing has changed.
api-no-card = No card is made for this request
api-no-card-about = The service of this request ends with its completion; nothing has changed.
api-moving = The seat is being moved
api-moving-about = Its citizen is changing the seat at this moment. Send the report again in a minute.
api-office-missing = Name the office by its number.
api-office-unasked = This stage names no office.
api-office-unknown = No office has this number.
