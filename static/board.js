// Boards and lists: what is only a comfort there. Every page works without it. Listeners only, nothing inline.
(() => {
  const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
  const say = (text) => { const e = document.getElementById('status'); if (e) { e.textContent = ''; setTimeout(() => { e.textContent = text; }, 50); } };
  const typing = (e) => e.closest('input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]');
  const free = (e) => !(e.defaultPrevented || e.isComposing || e.ctrlKey || e.metaKey || e.altKey || $('dialog[open]') || typing(e.target) || document.body.dataset.keys === 'off');

  // A filter that no view holds is kept for the person until he comes back. The server says when there is something to keep.
  let kept = null;
  const keep = () => {
    const e = $('[data-keep-query]');
    if (!e) { kept = null; return; }
    const { keep: url, keepPage: page, keepQuery: query } = e.dataset;
    if (kept === query) return;
    kept = query;
    fetch(url, { method: 'POST', body: new URLSearchParams({ page, query }), keepalive: true }).catch(() => {});
  };

  // What may be done with a card stands once per state in a template. The card's link opens it as a menu; dragging and keys
  // choose from the same items, so that nothing is offered twice or differently.
  let menu = null, opener = null, moving = '', went = 0;
  const card = (e) => e?.closest?.('li:has(> article.k), tr[id]');
  const mover = (li) => li && $('[data-moves]', li);
  const fill = (m) => {
    const set = $(`template[data-move-set="${CSS.escape(m.dataset.moves)}"]`);
    if (!set) return null;
    const box = document.createElement('div');
    box.className = 'menu move-menu';
    box.append(set.content.cloneNode(true));
    for (const e of $$('*', box)) for (const a of [...e.attributes]) if (a.value.includes('{')) e.setAttribute(a.name, a.value.replaceAll('{id}', card(m).id.replace(/^\w+?-/, '')).replaceAll('{v}', m.dataset.v));
    box.addEventListener('click', (e) => { if (e.target.closest('a, button')) { moving = card(m)?.id || ''; setTimeout(close); } });
    return box;
  };
  const place = (box, m) => {
    const at = m.getBoundingClientRect();
    box.style.left = Math.max(8, Math.min(at.right - box.offsetWidth, innerWidth - box.offsetWidth - 8)) + 'px';
    box.style.top = Math.max(8, at.bottom + 4 + box.offsetHeight > innerHeight ? at.top - box.offsetHeight - 4 : at.bottom + 4) + 'px';
  };
  function close(back) {
    if (!menu) return;
    const was = opener;
    menu.remove(); menu = opener = null;
    was?.setAttribute('aria-expanded', 'false');
    if (back && was?.isConnected) was.focus();
  }
  function open(m) {
    close();
    const box = fill(m);
    if (!box) return false;
    menu = box; opener = m;
    box.setAttribute('role', 'group');
    box.setAttribute('aria-label', m.textContent.trim());
    ($('main') || document.body).append(box);
    if (box.showPopover) { box.popover = 'manual'; box.showPopover(); }
    place(box, m);
    window.htmx?.process(box);
    m.setAttribute('aria-expanded', 'true');
    $('a, button', box)?.focus();
    return true;
  }
  // choose does one item without the menu: what a drop or a key stands for.
  function choose(m, selector) {
    const box = fill(m), item = box && $(selector, box);
    if (!item) return false;
    box.hidden = true; menu = box; opener = null;
    ($('main') || document.body).append(box);
    window.htmx?.process(box);
    item.click();
    return true;
  }
  const to = (key) => `[data-to="${CSS.escape(key)}"]`;
  const allowed = (m) => { const box = fill(m); return box ? $$('[data-to]', box).map((i) => i.dataset.to) : []; };

  document.addEventListener('click', (e) => {
    const m = e.target.closest('[data-moves]');
    if (m && !e.ctrlKey && !e.metaKey && !e.shiftKey) { if (m === opener) { e.preventDefault(); close(true); } else if (open(m)) e.preventDefault(); return; }
    if (menu && !menu.contains(e.target)) close();
    if (e.target.closest('[data-close=move]')) $('[data-move-dialog]')?.close();
  });
  document.addEventListener('scroll', (e) => { if (opener && !menu?.contains(e.target)) close(); }, true);

  const columns = () => $$('[data-col]');
  // shift moves a card to the nearest column in a direction that its state allows.
  function shift(li, by) {
    const m = mover(li), all = columns(), at = all.indexOf(li.closest('[data-col]')), ways = m ? allowed(m) : [];
    for (let i = at + by; at >= 0 && i >= 0 && i < all.length; i += by) if (ways.includes(all[i].dataset.col)) return choose(m, to(all[i].dataset.col));
    say('There is no step in this direction from here.');
    return true;
  }
  document.addEventListener('keydown', (e) => {
    if (menu && !menu.hidden) {
      const list = $$('a, button', menu), at = list.indexOf(document.activeElement), go = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: list.length - 1 }[e.key];
      if (e.key === 'Escape') close(true);
      else if (e.key === 'Tab') return close(true);
      else if (go === undefined) return;
      else list.at(go % list.length).focus();
      e.preventDefault(); e.stopPropagation();
      return;
    }
    if (!free(e)) return;
    const after = Date.now() - went < 1500; // G and a letter lead elsewhere
    went = e.key === 'g' || e.key === 'G' ? Date.now() : 0;
    if (after) return;
    const li = card(document.activeElement), m = mover(li), key = e.key.toLowerCase(), box = li && $('[data-pick]', li);
    let done = false;
    if (box && key === 'x') { pick(box, e.shiftKey); done = true; } else
    if (m && e.shiftKey && (e.key === 'ArrowRight' || e.key === 'ArrowLeft') && li.closest('[data-col]')) done = shift(li, e.key === 'ArrowRight' ? 1 : -1);
    else if (e.shiftKey) return;
    else if (m && key === 'm') done = open(m);
    else if (m && /^[a-z]$/.test(key)) done = choose(m, `[data-move-key="${key}"]`);
    if (done) { e.preventDefault(); e.stopPropagation(); }
  }, true);

  // Dragging: a card goes to the columns that its state allows, and only those light up. A drop asks what the menu asks.
  let dragged = null, ways = [];
  const unmark = () => { for (const c of $$('.is-way, .is-over')) c.classList.remove('is-way', 'is-over'); };
  document.addEventListener('dragstart', (e) => {
    const li = card(e.target), m = li?.closest('[data-col]') && mover(li);
    if (!m) return;
    dragged = m; ways = allowed(m);
    e.dataTransfer.effectAllowed = 'move';
    e.dataTransfer.setData('text/plain', li.id);
    e.dataTransfer.setDragImage($('article', li) || li, 12, 12);
    for (const c of columns()) c.classList.toggle('is-way', ways.includes(c.dataset.col));
  });
  const over = (e) => { const c = dragged && e.target.closest?.('[data-col]'); return c && ways.includes(c.dataset.col) ? c : null; };
  document.addEventListener('dragover', (e) => { const c = over(e); for (const x of $$('.is-over')) if (x !== c) x.classList.remove('is-over'); if (c) { e.preventDefault(); c.classList.add('is-over'); } });
  document.addEventListener('drop', (e) => { const c = over(e), m = dragged; if (!c) return; e.preventDefault(); unmark(); dragged = null; choose(m, to(c.dataset.col)); });
  document.addEventListener('dragend', () => { dragged = null; unmark(); });

  // Picking: the bar of acts shows once something is picked. X picks the item, Shift X all up to it.
  let last = null;
  const boxes = () => $$('[data-pick]');
  const picked = () => {
    const bar = $('[data-bulk]'), n = boxes().filter((b) => b.checked).length, all = bar && $('[data-pick-all]', bar).checked;
    if (!bar) return;
    bar.hidden = !n && !all;
    $('[data-picked]', bar).textContent = all ? 'All that match' : n + ' picked';
  };
  const pick = (box, range) => {
    const list = boxes(), a = list.indexOf(last), b = list.indexOf(box);
    box.checked = !box.checked;
    if (range && a >= 0) for (const x of list.slice(Math.min(a, b), Math.max(a, b) + 1)) x.checked = box.checked;
    last = box;
    picked();
  };
  document.addEventListener('change', (e) => { if (e.target.matches('[data-pick], [data-pick-all]')) { if (e.target.matches('[data-pick]')) last = e.target; picked(); } });
  document.addEventListener('click', (e) => { if (e.target.closest('[data-pick-none]')) { for (const b of [...boxes(), $('[data-pick-all]')]) b.checked = false; picked(); $('main').focus(); } });

  // After an answer: the dialog opens with what it asks, or the focus follows the card that moved.
  document.addEventListener('htmx:after:swap', (e) => {
    const id = e.detail?.ctx?.target?.id, dialog = $('[data-move-dialog]');
    if (id === 'move-body' && dialog && !dialog.open) { dialog.showModal(); $('[data-focus]', dialog)?.focus(); }
    else if (moving && id !== 'move-body') {
      if (dialog?.open) dialog.close();
      const li = document.getElementById(moving), a = li && $('[data-item]', li);
      if (a) { a.focus(); a.scrollIntoView({ block: 'nearest', inline: 'nearest' }); }
      moving = '';
    }
    keep(); picked();
  });
  const came = location.hash.startsWith('#c-') && document.getElementById(location.hash.slice(1));
  if (came) $('[data-item]', came)?.focus();
  keep(); picked();
})();
