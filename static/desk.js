// The palette that finds anything, saving by keyboard, and the calendar's drag. Every page works without it.
(() => {
  const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
  const palette = () => document.getElementById('find');

  // The palette is a combobox: the focus stays in its field, the arrows choose an option, sending it follows that one.
  const options = () => $$('[role=option]', palette());
  const chosen = () => options().find((o) => o.getAttribute('aria-selected') === 'true');
  function choose(option) {
    const field = $('#find-q');
    options().forEach((o) => o.setAttribute('aria-selected', String(o === option)));
    if (option) { field.setAttribute('aria-activedescendant', option.id); option.scrollIntoView({ block: 'nearest' }); } else field.removeAttribute('aria-activedescendant');
  }
  function listed() {
    const field = $('#find-q'), list = $('#find-list'), count = $('[data-count]', palette());
    field.setAttribute('aria-expanded', String(!!list));
    if (list) field.setAttribute('aria-controls', 'find-list'); else field.removeAttribute('aria-controls');
    choose(options()[0]);
    const status = $('[data-find-status]');
    if (status && count) status.textContent = count.dataset.count;
  }
  function open() {
    const d = palette();
    if (!d) return false;
    $$('dialog[open]').forEach((o) => { if (o !== d) o.close(); });
    if (!d.open) d.showModal(); // closing it gives the focus back to where it was
    const field = $('#find-q');
    field.focus(); field.select();
    $('form', d).dispatchEvent(new Event('find'));
    return true;
  }
  document.addEventListener('click', (e) => {
    if (e.target === palette()) return palette().close(); // beside the box
    if (e.target.closest('[data-dialog=find]') && !e.ctrlKey && !e.metaKey && open()) e.preventDefault();
  });
  document.addEventListener('htmx:after:swap', (e) => { if (e.detail?.ctx?.target?.id === 'find-results') listed(); });

  document.addEventListener('keydown', (e) => {
    if (e.defaultPrevented || e.isComposing) return;
    const command = (e.ctrlKey || e.metaKey) && !e.altKey;
    if (command && !e.shiftKey && e.key.toLowerCase() === 'k') { if (open()) e.preventDefault(); return; }
    if (command && e.key === 'Enter') { // saves the form one is in
      const form = e.target.closest?.('form[data-keep]');
      if (form) { e.preventDefault(); form.requestSubmit(); }
      return;
    }
    if (command || e.altKey || e.target.id !== 'find-q') return;
    const list = options(), at = list.indexOf(chosen());
    if (e.key === 'ArrowDown') choose(list[(at + 1) % list.length]);
    else if (e.key === 'ArrowUp') choose(list.at(at - 1));
    else return;
    e.preventDefault();
  });
  // Sending the palette's form follows the chosen option: by Enter, and by the go key of a phone, which names no key.
  document.addEventListener('submit', (e) => {
    const to = e.target.closest('#find') && (chosen() || options()[0]);
    if (to) { e.preventDefault(); location.assign(to.href); }
  });

  // The unit beside a figure follows the metric that is named in the same row.
  document.addEventListener('input', (e) => {
    const list = e.target.list, unit = list && $('[data-unit]', e.target.closest('[data-units]') || document.createElement('i'));
    if (!unit) return;
    const known = $$('option', list).find((o) => o.value.toLowerCase() === e.target.value.trim().toLowerCase());
    $$('[data-unit]', e.target.closest('[data-units]')).forEach((u) => { u.textContent = known?.dataset.unitIs || ''; });
  });

  // The calendar: an entry is dragged to a day, and the form that reschedules opens with that day. Saving is its matter.
  const day = (e) => e.target.closest?.('[data-day]');
  let dragged = null;
  const unmark = () => $$('.cal-d.is-drop').forEach((d) => d.classList.remove('is-drop'));
  document.addEventListener('pointerover', (e) => { const li = e.target.closest?.('[data-move]'); if (li) li.draggable = true; });
  document.addEventListener('dragstart', (e) => {
    const li = e.target.closest?.('[data-move]');
    if (!li) return;
    dragged = li; e.dataTransfer.effectAllowed = 'move'; e.dataTransfer.setData('text/plain', li.title);
  });
  document.addEventListener('dragover', (e) => { const d = dragged && day(e); if (!d) return; e.preventDefault(); unmark(); if (!d.contains(dragged)) d.classList.add('is-drop'); });
  document.addEventListener('dragend', () => { dragged = null; unmark(); });
  document.addEventListener('drop', (e) => {
    const d = dragged && day(e);
    if (!d || d.contains(dragged)) return;
    e.preventDefault();
    location.assign(dragged.dataset.move + '&day=' + d.dataset.day);
  });
})();
