// Everything here only saves a page load: without it every button below sends its form as it is.
// It replaces one part of the page by the same part of the page that the form answers with, so the
// server knows nothing of it. That is all that is needed, hence no library.
const d = document;
const at = (form, button) => button.getAttribute('formaction') || form.getAttribute('action');

async function page(form, button) {
  const body = new URLSearchParams(new FormData(form, button));
  const answer = await fetch(at(form, button), { method: 'POST', body });
  return new DOMParser().parseFromString(await answer.text(), 'text/html');
}

d.addEventListener('click', async (event) => {
  const button = event.target.closest('button');
  if (!button) return;
  if ('print' in button.dataset) return window.print();
  const id = button.dataset.part;
  if (!id) return;
  event.preventDefault();
  button.ariaDisabled = true;
  try {
    const fresh = (await page(button.form, button)).getElementById(id);
    const focus = d.activeElement === button;
    d.getElementById(id).replaceWith(fresh);
    const next = fresh.querySelector('.faulty :is(input,select)') || fresh.querySelector('#found');
    if (focus && next) next.focus();
  } catch {
    // Not the page that was expected: a session is over, or the line is down. Send it openly.
    delete button.dataset.part;
    button.click();
  }
  button.ariaDisabled = null;
});

let wait;
d.addEventListener('change', ({ target }) => {
  const form = target.form;
  if (!form) return;
  const births = [...form.querySelectorAll('[name^=birth_]')];
  if (births.includes(target) && births.every((list) => list.value)) {
    form.querySelector('[data-part=lunar-part]').click();
  }
  if (!form.dataset.draft) return;
  clearTimeout(wait);
  wait = setTimeout(async () => {
    const body = new URLSearchParams(new FormData(form));
    body.delete('phone');
    const answer = await fetch(form.dataset.draft, { method: 'POST', body }).catch(() => 0);
    if (answer.ok) d.getElementById('saved').textContent = await answer.text();
  }, 1000);
});

d.getElementById('summary')?.focus();
d.querySelector('[data-print]')?.removeAttribute('hidden');

const poll = d.querySelector('[data-poll]');
async function ask(delay) {
  const answer = await fetch(poll.action).catch(() => 0);
  if (answer.redirected) location = answer.url;
  else setTimeout(ask, delay, Math.min(delay * 1.5, 1e4));
}
if (poll) setTimeout(ask, 3e3, 4e3);
