// «آگاهی از فرایند»: the list of contents becomes tabs over its sections. Without script, and on
// paper, all sections stand open one under the other.
(() => {
  const d = document;
  const list = d.querySelector('.tabs');
  const tabs = [...list.querySelectorAll('a')];
  const panels = tabs.map((tab) => d.querySelector(tab.hash));

  function select(place, focus) {
    tabs.forEach((tab, at) => {
      tab.ariaSelected = at === place;
      tab.tabIndex = at === place ? 0 : -1;
      panels[at].hidden = at !== place;
    });
    if (!focus) return;
    history.replaceState(null, '', tabs[place].hash);
    tabs[place].focus();
  }

  const named = () => Math.max(0, tabs.findIndex((tab) => tab.hash === location.hash));

  list.role = 'tablist';
  tabs.forEach((tab, at) => {
    tab.parentElement.role = 'presentation';
    tab.role = 'tab';
    tab.setAttribute('aria-controls', panels[at].id);
    panels[at].role = 'tabpanel';
    panels[at].tabIndex = 0;
  });
  select(named());

  list.addEventListener('click', (event) => {
    const at = tabs.indexOf(event.target.closest('a'));
    if (at < 0) return;
    event.preventDefault();
    select(at, true);
  });

  list.addEventListener('keydown', (event) => {
    const onward = getComputedStyle(list).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    const back = onward === 'ArrowLeft' ? 'ArrowRight' : 'ArrowLeft';
    const at = tabs.indexOf(d.activeElement);
    const last = tabs.length - 1;
    const to = {
      [onward]: at === last ? 0 : at + 1,
      [back]: at === 0 ? last : at - 1,
      Home: 0,
      End: last,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    select(to, true);
  });

  addEventListener('hashchange', () => select(named()));
})();
