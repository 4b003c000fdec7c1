// Light or dark as the reader last chose, before anything is painted; then the buttons that need a
// script. Without it every page reads the same and follows the system.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const kept = (() => {
    try { return localStorage.getItem("theme"); } catch { return null; }
  })();
  if (kept === "light" || kept === "dark") root.dataset.theme = kept;

  const isDark = () => (root.dataset.theme || (dark.matches ? "dark" : "light")) === "dark";

  const paint = (button) => {
    const label = isDark() ? "Passer en clair" : "Passer en sombre";
    button.setAttribute("aria-label", label);
    button.title = label;
    if (!root.dataset.theme) return;
    const paper = getComputedStyle(root).getPropertyValue("--paper").trim();
    for (const meta of document.querySelectorAll('meta[name="theme-color"]')) meta.content = paper;
  };

  document.addEventListener("DOMContentLoaded", () => {
    for (const button of document.querySelectorAll("button.switch")) {
      paint(button);
      button.hidden = false;
      dark.addEventListener("change", () => paint(button));
      button.addEventListener("click", () => {
        root.dataset.theme = isDark() ? "light" : "dark";
        try { localStorage.setItem("theme", root.dataset.theme); } catch { /* private window */ }
        paint(button);
      });
    }
    for (const button of document.querySelectorAll("button.copy")) {
      if (!navigator.clipboard) continue;
      const label = button.textContent;
      button.hidden = false;
      button.setAttribute("aria-live", "polite");
      button.addEventListener("click", async () => {
        const canonical = document.querySelector('link[rel="canonical"]');
        await navigator.clipboard.writeText(canonical ? canonical.href : location.href);
        button.textContent = button.dataset.done;
        setTimeout(() => { button.textContent = label; }, 3000);
      });
    }
  });
})();
