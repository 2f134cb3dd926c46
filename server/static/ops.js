// Every text and line of the page carries a name; what arrives under that name is put there. All
// words, figures and lines are written by the server, so one rule stands in one place.
const d = document;
const { events, age, staleAfter } = d.body.dataset;
const health = d.getElementById('health');
const named = (key) =>
  Object.fromEntries([...d.querySelectorAll(`[data-${key}]`)].map((e) => [e.dataset[key], e]));
const texts = named('t');
const lines = named('p');
const put = (element, text) => {
  if (element && element.textContent !== text) element.textContent = text;
};

let last = Date.now() - age;
let words = texts.health.textContent;

const source = new EventSource(events);
source.onmessage = ({ data }) => {
  const { s, t, p = {} } = JSON.parse(data);
  last = Date.now();
  words = t.health ?? words;
  for (const name in t) if (name !== 'health') put(texts[name], t[name]);
  for (const name in p) lines[name]?.setAttribute('d', p[name]);
  put(texts.health, words);
  health.dataset.state = s;
};
source.onerror = () => {
  // The session is over, or all places are taken: the page itself says which.
  if (source.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), 1e4);
};

setInterval(() => {
  if (Date.now() - last < staleAfter) return;
  health.dataset.state = 'stale';
  put(texts.health, texts.health.dataset.stale);
}, 1e3);
