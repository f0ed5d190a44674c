// Boards and lists: what is only a comfort there. Every page works without it. Listeners only, nothing inline.
(() => {
  const $ = (s, r = document) => r.querySelector(s);

  // A filter that no view holds is kept for the person until he comes back. The server says when there is something to keep.
  let kept = null;
  const keep = () => {
    const e = $('[data-keep]');
    if (!e) { kept = null; return; }
    const { keep: url, keepPage: page, keepQuery: query } = e.dataset;
    if (kept === query) return;
    kept = query;
    fetch(url, { method: 'POST', body: new URLSearchParams({ page, query }), keepalive: true }).catch(() => {});
  };
  document.addEventListener('htmx:after:swap', keep);
  keep();
})();
