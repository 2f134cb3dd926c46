// «تایید بدون سوال»: a worker searches for numbers as the server wants them, and the sum need not be
// answered. Without script the same button sends the form, and whoever pressed it waits instead.
(() => {
  const d = document;
  let worker;
  let waiting;
  const say = (key) => {
    const status = d.getElementById('proof');
    status.textContent = key && status.dataset[key];
  };
  const fold = (text) => text.replace(/[۰-۹٠-٩]/g, (c) => c.charCodeAt() & 15).replace(/\D/g, '');

  d.addEventListener('click', (event) => {
    const button = event.target.closest('[data-work]');
    if (!button) return;
    const { nid, question, work } = button.form.elements;
    const id = fold(nid.value);
    // Sent openly, the server says what is wrong with it.
    if (id.length !== 10) return;
    event.preventDefault();
    if (worker) return;
    const [bits, parts] = button.dataset.work.split(' ');
    const token = question.value;
    const slow = setTimeout(say, 2e4, 'slow');
    button.ariaDisabled = true;
    say('busy');
    worker = new Worker(button.dataset.worker);
    const end = () => {
      clearTimeout(slow);
      worker.terminate();
      worker = button.ariaDisabled = null;
    };
    worker.onerror = () => {
      end();
      // Nobody works here: wait instead.
      delete button.dataset.work;
      button.click();
    };
    worker.onmessage = ({ data }) => {
      end();
      // Another question or another ID stands there now.
      if (!work.isConnected || fold(nid.value) !== id) return;
      work.value = data;
      say('done');
      if (waiting) waiting.requestSubmit();
    };
    worker.postMessage([`${token}.${id}`, +bits, +parts]);
  });

  d.addEventListener('input', ({ target: { name, form } }) => {
    if (name !== 'nid' || !d.getElementById('proof')) return;
    form.elements.work.value = '';
    say('');
  });

  // «ادامه» while the device still works: as soon as it is done.
  d.addEventListener('submit', (event) => {
    if (!worker || event.submitter?.hasAttribute('formaction')) return;
    event.preventDefault();
    waiting = event.target;
  });
})();
