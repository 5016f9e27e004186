// Light and dark, and what all pages need when they are printed. Loaded before the page is drawn.
"use strict";
window.TOLLBOOK = { rows: [], names: [] };
(function () {
  const themes = ["automatic", "light", "dark"];
  const root = document.documentElement;
  // Some browsers refuse to remember anything for files opened from disk; the switch then lasts for the page.
  const remembered = {
    get() { try { return localStorage.getItem("tollbook-theme"); } catch { return null; } },
    set(value) { try { localStorage.setItem("tollbook-theme", value); } catch { /* not remembered */ } },
  };
  function use(theme) {
    if (theme === "automatic") delete root.dataset.theme; else root.dataset.theme = theme;
    document.dispatchEvent(new Event("tollbook-theme"));
  }
  let theme = themes.includes(remembered.get()) ? remembered.get() : "automatic";
  use(theme);

  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    const label = () => { button.textContent = `Theme: ${theme}`; };
    button.hidden = false;
    label();
    button.addEventListener("click", () => {
      theme = themes[(themes.indexOf(theme) + 1) % themes.length];
      remembered.set(theme);
      use(theme);
      label();
    });
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => use(theme));

  // Paper is light; what is folded on the screen stays out.
  addEventListener("beforeprint", () => use("light"));
  addEventListener("afterprint", () => use(theme));
})();
