// What runs add to the console: pages that follow them, and copying. Listeners only, nothing inline; every page works without it.
(() => {
  const say = (text) => { const e = document.getElementById('status'); if (e) { e.textContent = ''; setTimeout(() => { e.textContent = text; }, 50); } };
  // The lines of a JSON viewer, the folded ones too.
  const lines = (e) => [...e.querySelectorAll('.jl')].map((l) => l.textContent.replace(/ $/, '')).join('\n');
  document.addEventListener('click', (e) => {
    const b = e.target.closest('[data-copy], [data-copy-link]');
    if (!b) return;
    const from = b.dataset.copy && document.querySelector(b.dataset.copy), text = b.dataset.copyLink ? new URL(b.dataset.copyLink, location.href).href : from && lines(from);
    if (text) navigator.clipboard?.writeText(text).then(() => say('Copied'), () => say('Copying was refused by the browser'));
  });

  // A page that follows something names the stream that shows it. One stream a tab, and none while nobody looks: browsers
  // allow few connections to a site. Every connection begins with the present state, so nothing is missed meanwhile.
  let stream = null, at = '';
  const into = (e) => document.querySelector(e.dataset.liveInto);
  function follow() {
    const of = document.hidden ? null : document.querySelector('[data-live]'), url = of ? of.dataset.live + location.search : '';
    if (url === at) return;
    stream?.close();
    stream = null; at = url;
    if (!url) return;
    const own = stream = new EventSource(url);
    own.addEventListener('state', (e) => {
      const e2 = document.querySelector('[data-live]');
      if (own !== stream || !e2) return;
      if (into(e2)) htmx.swap({ text: e.data, target: e2.dataset.liveInto, swap: 'outerMorph', sourceElement: e2 });
    });
    own.addEventListener('close', () => { own.close(); const run = document.querySelector('[data-run-id][data-status]'); say('The run has ended: ' + (run?.dataset.status || '').replace('_', ' ')); });
    own.addEventListener('error', () => { if (own === stream && own.readyState === EventSource.CLOSED) say('This page no longer follows. Reload it to see what is new.'); });
  }
  document.addEventListener('visibilitychange', follow);
  document.addEventListener('htmx:after:swap', () => setTimeout(follow));
  addEventListener('pagehide', () => { stream?.close(); stream = null; at = ''; });
  addEventListener('pageshow', follow);
  addEventListener('popstate', () => setTimeout(follow));
})();
