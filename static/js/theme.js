/* Light or dark. Runs in the head, before the first paint. The choice is kept under the key "theme" (light | dark |
   auto), the same key the Django admin uses, so that both rooms look alike. Without a choice the system decides. */
(function () {
  "use strict";
  var root = document.documentElement;
  var system = window.matchMedia("(prefers-color-scheme: dark)");
  var systemMedia = "screen and (prefers-color-scheme: dark)";
  root.classList.add("js");

  function stored() {
    try {
      return window.localStorage.getItem("theme") || "auto";
    } catch (blocked) {
      return "auto";
    }
  }

  function now(choice) {
    return choice === "auto" ? (system.matches ? "dark" : "light") : choice;
  }

  function apply() {
    var choice = stored();
    var link = document.getElementById("theme-dark");
    var before = root.dataset.themeNow;
    if (link) {
      link.media = { dark: "screen", light: "not all" }[choice] || systemMedia;
    }
    root.dataset.themeNow = now(choice);
    if (before && before !== root.dataset.themeNow) {
      document.dispatchEvent(new CustomEvent("themechange"));
    }
  }

  apply();
  system.addEventListener("change", apply);
  /* The admin's own switch writes data-theme */
  new MutationObserver(apply).observe(root, { attributes: true, attributeFilter: ["data-theme"] });
  document.addEventListener("click", function (event) {
    if (!event.target.closest("[data-theme-switch]")) {
      return;
    }
    var next = now(stored()) === "dark" ? "light" : "dark";
    try {
      window.localStorage.setItem("theme", next);
    } catch (blocked) {
      root.dataset.themeNow = next;
    }
    apply();
  });
})();
