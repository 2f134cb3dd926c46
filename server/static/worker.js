// Shows one page while there is no connection. Everything else goes to the server every time: pages
// of a citizen are never kept.
const KEPT = KEPT_ADDRESSES;
const name = `offline ${KEPT}`;
// What an office's list keeps for itself: its page without a line, and the files of that.
const DESK = 'desk';
// The offline page in the language of the page met last.
const LAST = 'OFFLINE/last';
let language;

async function remember(spoken) {
  language = spoken;
  const cache = await caches.open(name);
  await cache.put(LAST, await cache.match(`OFFLINE/${spoken}`));
}

addEventListener('install', (event) => {
  skipWaiting();
  event.waitUntil(caches.open(name).then((cache) => cache.addAll(KEPT)));
});

addEventListener('activate', (event) => {
  const forget = (names) => Promise.all(names.filter((it) => it !== name && it !== DESK).map((it) => caches.delete(it)));
  event.waitUntil(caches.keys().then(forget).then(() => clients.claim()));
});

async function page(request) {
  try {
    const answer = await fetch(request);
    const spoken = answer.headers.get('content-language');
    if (spoken && spoken !== language) await remember(spoken).catch(() => {});
    return answer;
  } catch {
    const desk = new URL(request.url).pathname.startsWith('/office');
    const kept = desk && (await caches.match('OFFLINE/desk'));
    if (kept) return kept;
    return (await caches.match(LAST)) ?? caches.match('OFFLINE/fa');
  }
}

// A file of the offline page, when the server cannot be asked.
const file = (request) => fetch(request).catch(() => caches.match(request).then((it) => it ?? Response.error()));

addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.mode === 'navigate') event.respondWith(page(request));
  else if (request.url.includes('/static/')) event.respondWith(file(request));
});
