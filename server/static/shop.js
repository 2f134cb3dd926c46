// Everything here only saves a page load: without it every button below sends its form as it is.
// It replaces one part of the page by the same part of the page that the form answers with, so the
// server knows nothing of it. That is all that is needed, hence no library.
const d = document;
const at = (form, button) => button.getAttribute('formaction') || form.getAttribute('action');

async function page(form, button, body) {
  const answer = await fetch(at(form, button), { method: 'POST', body });
  return new DOMParser().parseFromString(await answer.text(), 'text/html');
}

// What was typed or chosen while the answer was under way is newer than the answer.
function keepNewer(old, fresh, sent) {
  for (const field of old.querySelectorAll('input:not([type=hidden]),select,textarea')) {
    if (sent.get(field.name) === field.value) continue;
    const twins = [...fresh.querySelectorAll(`[name=${field.name}]`)];
    if (field.type !== 'radio') twins.forEach((twin) => (twin.value = field.value));
    else if (field.checked)
      twins.filter((twin) => twin.value === field.value).forEach((twin) => (twin.checked = true));
  }
}

// The draft that this tab knows.
const marked = ({ draft_mark: field }, mark) => field && mark && (field.value = mark);

// The last question about a part of the page; answers to earlier ones come too late.
const asked = {};

d.addEventListener('click', async (event) => {
  const button = event.target.closest('button');
  if (!button) return;
  if ('print' in button.dataset) return window.print();
  const { copy, copied, part: id } = button.dataset;
  if (copy) {
    await navigator.clipboard.writeText(copy);
    button.textContent = copied;
  }
  if (!id) return;
  event.preventDefault();
  button.ariaDisabled = true;
  const body = (asked[id] = new URLSearchParams(new FormData(button.form, button)));
  d.getElementById(id).ariaBusy = true;
  try {
    const answer = await page(button.form, button, body);
    if (asked[id] !== body) return;
    const fresh = answer.getElementById(id);
    if (!fresh) throw id;
    d.querySelector('.parts')?.replaceWith(answer.querySelector('.parts'));
    marked(button.form, answer.querySelector('[name=draft_mark]')?.value);
    const focus = d.activeElement === button;
    const old = d.getElementById(id);
    keepNewer(old, fresh, body);
    old.replaceWith(fresh);
    const next =
      fresh.querySelector('.faulty :is(input,select,textarea)') || fresh.querySelector('#found,[data-new]');
    if (focus && next) next.focus();
  } catch {
    if (asked[id] !== body) return;
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
    // The list belongs to another day now: a choice in it would be lost when its answer comes.
    form.querySelectorAll('#lunar-part input').forEach((choice) => (choice.disabled = true));
    form.querySelector('[data-part=lunar-part]').click();
  }
  if (!form.dataset.draft) return;
  clearTimeout(wait);
  wait = setTimeout(async () => {
    const body = new URLSearchParams(new FormData(form));
    body.delete('phone');
    const answer = await fetch(form.dataset.draft, { method: 'POST', body }).catch(() => 0);
    if (!answer.ok) return;
    marked(form, answer.headers.get('x-draft-mark'));
    d.getElementById('saved').textContent = await answer.text();
  }, 1000);
});

d.getElementById('summary')?.focus();
d.querySelector('[data-print]')?.removeAttribute('hidden');
if (navigator.clipboard) d.querySelector('[data-copy]')?.removeAttribute('hidden');

const poll = d.querySelector('[data-poll]');
async function ask(delay) {
  const answer = await fetch(poll.action).catch(() => 0);
  if (answer.redirected) location = answer.url;
  else setTimeout(ask, delay, Math.min(delay * 1.5, 1e4));
}
if (poll) setTimeout(ask, 3e3, 4e3);

// Nothing is kept by it but the page that is shown without a connection.
navigator.serviceWorker?.register('/worker.js');
