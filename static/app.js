// Behaviour of the console. Every page works without it: it adds keys, focus and small comforts. Listeners only, nothing inline.
(() => {
  const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
  const shown = (e) => e && e.getClientRects().length > 0 && (e.checkVisibility?.() ?? true); // the latter: inside a closed details
  const say = (text, id = 'status') => { const e = document.getElementById(id); if (e) { e.textContent = ''; setTimeout(() => { e.textContent = text; }, 50); } };
  const typing = (e) => e.closest('input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]');

  // What cannot work without script appears only now.
  const enhance = (root) => { $$('[data-script][hidden]', root).forEach((b) => { b.hidden = false; }); $$('[data-toast]', root).forEach(toast); $$('textarea[data-chips]', root).forEach(chips); $$('[data-grip]', root).forEach((g) => { g.draggable = true; }); };

  // A list of short words: one a line in a textarea; here a box of chips. The textarea stays what is sent.
  function chips(t) {
    if (t.dataset.chipped) return;
    t.dataset.chipped = '1';
    const box = document.createElement('div'), input = document.createElement('input'), name = $(`label[for="${CSS.escape(t.id)}"]`)?.firstChild?.textContent.trim() || '';
    box.className = 'chips';
    for (const a of ['id', 'aria-describedby', 'aria-invalid']) if (t.hasAttribute(a)) { input.setAttribute(a, t.getAttribute(a)); t.removeAttribute(a); }
    if (input.getAttribute('aria-invalid')) box.dataset.invalid = '';
    input.type = 'text'; input.autocomplete = 'off'; input.placeholder = 'Add';
    const list = () => t.value.split('\n').map((s) => s.trim()).filter(Boolean);
    const set = (words, back) => { t.value = [...new Set(words)].join('\n'); draw(); t.dispatchEvent(new Event('change', { bubbles: true })); if (back) input.focus(); };
    const add = () => { const words = input.value.split(/[\n,;]/).map((s) => s.trim()).filter(Boolean); input.value = ''; if (words.length) set([...list(), ...words]); };
    const draw = () => {
      $$('.chip', box).forEach((c) => c.remove());
      list().forEach((word, at) => {
        const chip = document.createElement('span'), x = document.createElement('button');
        chip.className = 'chip'; chip.textContent = word; x.type = 'button'; x.textContent = '×'; x.setAttribute('aria-label', 'Remove ' + word + (name ? ' from ' + name : ''));
        x.addEventListener('click', () => { set(list().filter((_, i) => i !== at), true); say(word + ' removed'); });
        chip.append(x); box.insertBefore(chip, input);
      });
    };
    input.addEventListener('keydown', (e) => {
      if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) return add();
      if (e.key === 'Enter' || e.key === ',' && input.value.trim()) { if (!e.isComposing) { e.preventDefault(); add(); } }
      else if (e.key === 'Backspace' && !input.value && list().length) { say(list().at(-1) + ' removed'); set(list().slice(0, -1)); }
    });
    input.addEventListener('blur', add);
    input.addEventListener('input', (e) => e.stopPropagation());
    box.addEventListener('click', (e) => { if (e.target === box) input.focus(); });
    box.append(input); t.hidden = true; t.after(box); draw();
  }

  // Lists: J and K move between the main links of their items.
  const items = () => $$('[data-list] [data-item], [data-list] > :not(:has([data-item])) a').filter(shown)
    .filter((a, i, all) => all.findIndex((b) => b.closest('[data-list] > *') === a.closest('[data-list] > *')) === i);
  const current = () => items().find((a) => a.closest('[data-list] > *').contains(document.activeElement));
  // The own page of an item: named, or told by the link that opens it in the drawer.
  const pageOf = (a) => {
    const u = a && new URL(a.href), id = u?.searchParams.get('peek');
    if (!id) return a?.dataset.page;
    u.searchParams.delete('peek');
    u.pathname += '/' + id;
    return u.href;
  };
  const step = (by) => { const all = items(), at = all.indexOf(current()); const to = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by]; if (to) { to.focus(); to.scrollIntoView({ block: 'nearest' }); } return !!to; };

  // Drawer: where it was opened from, by id, because a swap may replace the card.
  let opener = '';
  const drawer = () => $('[data-drawer]');
  const remember = (a) => { const li = a.closest('li[id], tr[id]'); if (li && !a.closest('[data-drawer]')) opener = li.id; };
  const back = () => { const c = opener && document.getElementById(opener); const a = c && ($('[data-item]', c) || $('a', c)); (shown(a) ? a : $('main')).focus(); };
  const markOpen = () => {
    const of = drawer()?.dataset.of;
    if (of) opener = of;
    $$('article.k').forEach((k) => k.classList.toggle('is-open', !!of && k.closest('li')?.id === of));
  };
  const closeDrawer = () => { const x = $('[data-drawer] [data-close=drawer]'); if (!x) return false; x.click(); return true; };

  // Panels (details): one open at a time, closed by Esc and by a click elsewhere.
  const closePanels = (except) => $$('details[data-panel][open]').forEach((d) => { if (d !== except) d.open = false; });

  function toast(t) {
    if (t.dataset.toast === 'stay' || t.dataset.timed) return;
    t.dataset.timed = '1';
    let id; const go = () => { id = setTimeout(() => t.remove(), 8000); }, stop = () => clearTimeout(id);
    for (const e of ['mouseenter', 'focusin']) t.addEventListener(e, stop);
    for (const e of ['mouseleave', 'focusout']) t.addEventListener(e, go);
    go();
  }

  // Tenant switcher: filter while typing, arrows, 1 to 9.
  const rows = (d) => $$('[data-name]', d).filter(shown).map((li) => $('a', li));
  function filter(input) {
    const d = input.closest('details'), q = input.value.trim().toLowerCase();
    $$('[data-name]', d).forEach((li) => { li.hidden = !li.dataset.name.toLowerCase().includes(q); });
    const n = rows(d).length; $('[data-none]', d).hidden = n > 0; say(n + (n === 1 ? ' tenant' : ' tenants'));
  }
  function switcherKey(e, d) {
    const list = rows(d), at = list.indexOf(document.activeElement), input = $('[data-filter]', d);
    if (e.key === 'ArrowDown' || e.key === 'ArrowUp') { const to = at + (e.key === 'ArrowDown' ? 1 : -1); (list[to] || (to < 0 && input) || list.at(-1))?.focus(); return true; }
    if (e.key === 'Enter' && e.target === input && list[0]) { list[0].click(); return true; }
    if (/^[1-9]$/.test(e.key) && (!typing(e.target) || !input.value) && list[e.key - 1]) { list[e.key - 1].click(); return true; }
    return false;
  }

  let g = 0; // time of the last G
  const openDialog = (id) => { const d = document.getElementById(id); if (d && !d.open) d.showModal(); return !!d; };
  const keys = {
    '/': () => { const f = $$('main [data-search], main input[type=search]').find(shown); if (f) { f.focus(); f.select(); return true; } },
    '?': () => openDialog('keys'),
    g: () => { g = Date.now(); return true; },
    j: () => step(1), k: () => step(-1),
    ArrowDown: () => current() && step(1), ArrowUp: () => current() && step(-1),
    o: () => { const p = $('[data-drawer] [data-open=page]')?.href || pageOf(current()); if (p) { location.assign(p); return true; } },
  };

  function escape(e) {
    const open = $('details[data-panel][open]');
    if (open) { open.open = false; $('summary', open).focus(); return true; }
    if (typing(e.target)) { e.target.blur(); return !drawer(); }
    return closeDrawer();
  }

  document.addEventListener('keydown', (e) => {
    if (e.defaultPrevented || e.isComposing || e.ctrlKey || e.metaKey || e.altKey || $('dialog[open]')) return;
    const sw = e.target.closest('[data-switcher]');
    let done = false;
    if (e.key === 'Escape') done = escape(e);
    else if (sw?.open && switcherKey(e, sw)) done = true;
    else if (!typing(e.target) && document.body.dataset.keys !== 'off') {
      const key = e.key.length === 1 ? e.key.toLowerCase() : e.key;
      if (Date.now() - g < 1500) { g = 0; const a = $('a[data-key="' + CSS.escape(key) + '"]'); if (a) { location.assign(a.href); done = true; } }
      else done = keys[key]?.();
    }
    if (done) e.preventDefault();
  });

  document.addEventListener('click', (e) => {
    const t = e.target.closest('[data-dialog], [data-close=toast], a') || e.target;
    closePanels(e.target.closest('details[data-panel]'));
    if (t.matches('[data-close=toast]')) return t.closest('[data-toast]').remove();
    if (t.matches('[data-dialog]') && !e.ctrlKey && !e.metaKey && openDialog(t.dataset.dialog)) { e.preventDefault(); closePanels(); }
    if (t.matches('a')) remember(t);
    const off = e.target.closest('[aria-disabled=true]');
    if (off) { e.preventDefault(); say(off.textContent.trim()); }
  }, true);

  document.addEventListener('input', (e) => { if (e.target.matches('[data-filter]')) filter(e.target); });
  document.addEventListener('toggle', (e) => { if (e.target.matches?.('[data-switcher]') && e.target.open) $('[data-filter]', e.target)?.focus(); }, true);

  // Rows with places (stages): drag the head of an item, or Shift with the arrows. Each item's form does it.
  const spot = (e) => e.target.closest?.('[data-reorder] > li'), places = (li) => [...li.parentElement.children];
  let dragged = null;
  const unmark = () => $$('.is-drop').forEach((li) => li.classList.remove('is-drop'));
  document.addEventListener('dragstart', (e) => { const li = spot(e); if (li && e.target.closest('[data-grip]')) { dragged = li; e.dataTransfer.effectAllowed = 'move'; e.dataTransfer.setData('text/plain', li.id); } });
  document.addEventListener('dragover', (e) => { const li = dragged && spot(e); if (li && li.parentElement === dragged.parentElement) { e.preventDefault(); unmark(); if (li !== dragged) li.classList.add('is-drop'); } });
  document.addEventListener('dragend', () => { dragged = null; unmark(); });
  document.addEventListener('drop', (e) => {
    const li = dragged && spot(e);
    if (!li || li === dragged || li.parentElement !== dragged.parentElement) return;
    e.preventDefault();
    const form = $('form', dragged), place = form.elements.place;
    place.value = places(li).indexOf(li) + 1;
    form.requestSubmit();
  });
  document.addEventListener('click', (e) => { const f = e.target.closest('[data-reorder] button[name=to]')?.form; if (f) f.elements.place.value = ''; }, true);
  document.addEventListener('keydown', (e) => {
    const li = e.shiftKey && (e.key === 'ArrowLeft' || e.key === 'ArrowRight') && !typing(e.target) && spot(e), b = li && $('button[value=' + (e.key === 'ArrowLeft' ? 'earlier' : 'later') + ']', li);
    if (b) { e.preventDefault(); b.focus(); b.click(); }
  });

  // After a swap: the drawer's heading, a rejected form's summary, the pill whose list closed, else the region's heading if
  // the focused element left.
  let had = null, hadDrawer = !!drawer();
  document.addEventListener('htmx:before:swap', () => { had = document.activeElement; hadDrawer = !!drawer(); });
  document.addEventListener('htmx:after:swap', (e) => {
    const target = e.detail?.ctx?.target, now = drawer();
    enhance(document);
    markOpen();
    const root = target?.isConnected ? target : target?.id ? document.getElementById(target.id) : null;
    const wanted = root && (root.matches('[data-focus]') ? root : $('[data-focus]', root));
    if (wanted && (wanted.getAttribute('role') === 'alert' || !hadDrawer || !now?.contains(document.activeElement))) wanted.focus();
    else if (hadDrawer && !now && !(had?.isConnected && had !== document.body)) back();
    else if (had?.isConnected && !shown(had) && had.closest('details[data-panel]')) $('summary', had.closest('details[data-panel]')).focus();
    else if (had && had !== document.body && !had.isConnected && document.activeElement === document.body) {
      const h = root && $('h1, h2, h3', root) || $('main');
      if (!h.hasAttribute('tabindex')) h.tabIndex = -1;
      h.focus();
    }
  });
  document.addEventListener('htmx:error', () => say('The server did not answer. Check the connection and try again.', 'alert'));
  document.addEventListener('htmx:response:error', (e) => { if (e.detail.ctx.response.status >= 500) say('Something went wrong on our side. Nothing was changed; please try again.', 'alert'); });

  enhance(document);
  markOpen();
  const first = $('main [data-focus], [data-drawer] [data-focus]');
  if (first) first.focus();
})();
