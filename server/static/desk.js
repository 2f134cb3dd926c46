// Lets an office's desk go on while the line is down. The list of the day is kept on this device as it
// would be on paper: codes and needs. What is done meanwhile is noted here, and the server settles it,
// one act after the other, when it can be asked again; it alone decides. A note goes only when the
// server has answered it, so that nothing is lost, and settling one twice changes nothing.
const d = document;
const LISTS = 'desk-lists';
const NOTES = 'desk-notes';
const SETTLED = 'desk-settled';
// A list is for its working day, and never for the next.
const KEPT_MS = 16 * 3_600_000;
const read = (key) => JSON.parse(localStorage.getItem(key) ?? '[]');
const write = (key, rows) => localStorage.setItem(key, JSON.stringify(rows));
const clone = (id) => d.getElementById(id).content.firstElementChild.cloneNode(true);
const text = (element) => element?.textContent.trim() ?? '';
const hour = (at) =>
  new Intl.DateTimeFormat('fa-IR', {
    hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: 'Asia/Tehran',
  }).format(at);

const desk = d.getElementById('desk')?.dataset;
const shell = d.getElementById('kept');

const fresh = () => read(LISTS).filter((list) => Date.now() - list.saved < KEPT_MS);

function note(code, shown, act) {
  write(NOTES, [...read(NOTES), { code, shown, act, at: Date.now(), office: desk?.office ?? shell.dataset.office }]);
}

// The list that a page of the server shows.
function listOf(page) {
  const { office, title } = page.getElementById('desk').dataset;
  const row = (it) => ({
    code: it.querySelector('[name=code]').value,
    shown: text(it.querySelector('th')),
    place: text(it.cells[0]),
    needs: it.dataset.needs,
    state: text(it.cells[4]),
    acts: [...it.querySelectorAll('[name=act]')].map((act) => act.value),
  });
  const rows = [...page.querySelectorAll('table.day tbody tr')].map(row);
  return { office, title, saved: Date.now(), rows };
}

function keep(list) {
  const others = fresh().filter((it) => it.office === list.office && it.title !== list.title);
  write(LISTS, [...others, list]);
}

// Whether the server can be asked now.
const reached = () =>
  fetch(desk.alive, { cache: 'no-store', signal: AbortSignal.timeout(4000) }).then((it) => it.ok, () => false);

// Sends what was noted, in its order; tells whether anything was answered.
async function settle() {
  let any = false;
  for (;;) {
    const next = read(NOTES).find((it) => it.office === desk.office);
    if (!next) return any;
    const { code, act, at, shown } = next;
    const body = new URLSearchParams({ csrf: desk.csrf, code, act, at });
    const answer = await fetch(desk.settle, { method: 'POST', body }).catch(() => 0);
    // Not the law's word: a session is over, or there is no room. It is asked again later.
    if (!answer || !answer.headers.get('content-type')?.includes('json')) return any;
    const { done, says } = await answer.json();
    write(SETTLED, [...read(SETTLED), { shown, act, at, done, says }]);
    write(NOTES, read(NOTES).filter((it) => it.at !== at || it.code !== code));
    any = true;
  }
}

// What became of each act that was noted.
function tell() {
  const outcomes = read(SETTLED);
  const panel = d.getElementById('settled');
  panel.hidden = outcomes.length === 0;
  const line = ({ shown, act, at, done, says }) => {
    const item = clone('outcome');
    item.classList.toggle('warning', !done);
    item.querySelector('bdi').textContent = shown;
    item.querySelector('.what').textContent = `${panel.dataset[act]}، ${hour(at)}: ${says}`;
    return item;
  };
  panel.querySelector('ul').replaceChildren(...outcomes.map(line));
  panel.querySelector('button').onclick = () => {
    write(SETTLED, []);
    tell();
  };
}

// What the page without a line needs beside the lists.
async function keepShell() {
  const files = [...d.querySelectorAll('link[rel=stylesheet],link[rel=icon],script[src]')];
  const cache = await caches.open('desk');
  await cache.addAll([desk.shell, ...files.map((it) => it.href ?? it.src)]);
  await navigator.serviceWorker.register('/worker.js');
  await navigator.serviceWorker.ready;
  d.documentElement.dataset.desk = 'kept';
}

async function onTheLine() {
  tell();
  const alone = navigator.locks?.request('desk', settle) ?? settle();
  if (await alone) return location.reload();
  keep(listOf(d));
  const other = d.querySelector('[data-shift]:not([aria-current])')?.href;
  const answer = other && (await fetch(other).catch(() => 0));
  if (answer?.ok && !answer.redirected)
    keep(listOf(new DOMParser().parseFromString(await answer.text(), 'text/html')));
  if (navigator.serviceWorker) await keepShell();
}

// A button of the server's own page: sent as it is, or noted where the server cannot be reached.
d.addEventListener('submit', async (event) => {
  const { target: form, submitter } = event;
  if (!desk || submitter?.name !== 'act' || submitter.value === 'undo' || form.dataset.sent) return;
  event.preventDefault();
  if (await reached()) {
    form.dataset.sent = 'yes';
    return form.requestSubmit(submitter);
  }
  const row = form.closest('tr');
  const ticked = submitter.value !== 'finish' || form.querySelector('[name=taken]').checked;
  const code = form.querySelector('[name=code]').value;
  if (ticked) note(code, text(row?.querySelector('th')) || code, submitter.value);
  location = desk.here;
});

// The last act that was noted for a code, and what may follow it.
const noted = (code) => read(NOTES).filter((it) => it.code === code).at(-1);
const after = { begin: ['finish'], finish: [], miss: [] };

function rowOf(it) {
  const row = clone('row');
  const last = noted(it.code);
  const acts = last ? [...after[last.act], 'back'] : it.acts;
  row.dataset.code = it.code;
  row.querySelector('th').id = `code-${it.code}`;
  row.querySelector('bdi').textContent = it.shown;
  row.querySelector('[data-cell=place]').textContent = it.place;
  row.querySelector('[data-cell=needs]').textContent = it.needs;
  row.querySelector('[data-cell=state]').textContent = last ? `${shell.dataset[last.act]}، ${hour(last.at)}` : it.state;
  row.querySelector('label').hidden = !acts.includes('finish');
  for (const button of row.querySelectorAll('button')) {
    button.hidden = !acts.includes(button.value);
    button.setAttribute('aria-describedby', `code-${it.code}`);
  }
  return row;
}

function render() {
  const lists = fresh();
  write(LISTS, lists);
  shell.dataset.office = lists[0]?.office ?? '';
  d.getElementById('nothing').hidden = lists.length > 0;
  const whole = ({ title, saved, rows }, place) => {
    const part = clone('list');
    const head = part.querySelector('h2');
    head.id = `list-${place}`;
    head.textContent = title;
    part.querySelector('.saved bdi').textContent = hour(saved);
    part.querySelector('.empty').hidden = rows.length > 0;
    part.querySelector('.wide').hidden = rows.length === 0;
    part.querySelector('.wide').setAttribute('aria-labelledby', head.id);
    part.querySelector('tbody').replaceChildren(...rows.map(rowOf));
    return part;
  };
  shell.replaceChildren(...lists.map(whole));
}

function pressed({ target }) {
  const button = target.closest('button');
  if (!button) return;
  const row = button.closest('tr');
  const { code } = row.dataset;
  const fault = row.querySelector('.fault');
  fault.hidden = button.value !== 'finish' || row.querySelector('input').checked;
  if (!fault.hidden) return row.querySelector('input').focus();
  const last = noted(code);
  if (button.value === 'back') write(NOTES, read(NOTES).filter((it) => it.at !== last.at || it.code !== code));
  else note(code, text(row.querySelector('bdi')), button.value);
  render();
  d.querySelector(`[data-code="${code}"] button:not([hidden])`)?.focus();
}

if (desk) onTheLine();
if (shell) {
  render();
  shell.addEventListener('click', pressed);
  addEventListener('online', () => (location = shell.dataset.here));
}
// Whoever comes to the door has left the desk: notes wait for the next who comes in, lists do not.
if (!desk && !shell) write(LISTS, []);
