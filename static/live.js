// What runs add to the console: copying. Listeners only, nothing inline; every page works without it.
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
})();
