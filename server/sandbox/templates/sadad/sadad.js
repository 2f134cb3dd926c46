// The page works without this file: it ticks, types and goes back by itself, and nothing more.
'use strict';

const persian = (text) => text.replace(/\d/g, (digit) => '۰۱۲۳۴۵۶۷۸۹'[digit]);
const clock = (seconds) =>
  persian([Math.floor(seconds / 60), seconds % 60].map((part) => String(part).padStart(2, '0')).join(':'));

// Time left, from the page's own start: the machine's clock may be wrong.
for (const timer of document.querySelectorAll('[data-left-s]')) {
  timer.hidden = false;
  const digits = timer.querySelector('.digits');
  const endsAt = performance.now() + Number(timer.dataset.leftS) * 1000;
  const tick = setInterval(() => {
    const left = Math.max(0, Math.ceil((endsAt - performance.now()) / 1000));
    digits.textContent = clock(left);
    timer.classList.toggle('last-minute', timer.dataset.atEnd === 'reload' && left <= 60);
    if (left > 0) return;
    clearInterval(tick);
    if (timer.dataset.atEnd === 'return') goBack(timer.closest('form'));
    else setTimeout(() => location.reload(), 1000);
  }, 250);
}

function goBack(form) {
  if ('repeat' in form.dataset) navigator.sendBeacon(form.action, new URLSearchParams(new FormData(form)));
  delete form.dataset.repeat;
  form.submit();
}
for (const form of document.querySelectorAll('form.back')) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    goBack(form);
  });
}

// The keypad types into the secret field that was chosen last.
const keypad = document.querySelector('.keypad');
if (keypad) {
  keypad.hidden = false;
  const secrets = [...document.querySelectorAll('[data-keypad]')];
  let chosen = secrets[0];
  const choose = (field) => {
    chosen = field;
    for (const secret of secrets) secret.classList.toggle('chosen', secret === field);
  };
  for (const secret of secrets) secret.addEventListener('focus', () => choose(secret));
  keypad.addEventListener('click', (event) => {
    const key = event.target.closest('[data-key]')?.dataset.key;
    if (key === undefined) return;
    if (key === 'back') chosen.value = chosen.value.slice(0, -1);
    else if (chosen.value.length < chosen.maxLength) chosen.value += key;
    choose(chosen);
  });
}
