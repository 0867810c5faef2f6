/* Menus made of <details>: close on Escape, on a click elsewhere, and when another one opens. Print buttons. Filters. */
(function () {
  "use strict";

  function close(except) {
    document.querySelectorAll("details[data-menu][open]").forEach(function (menu) {
      if (menu !== except) {
        menu.open = false;
      }
    });
  }

  document.addEventListener("click", function (event) {
    close(event.target.closest("details[data-menu]"));
  });

  document.addEventListener("keydown", function (event) {
    var open = document.querySelector("details[data-menu][open]");
    if (event.key === "Escape" && open) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  });

  document.addEventListener("focusout", function (event) {
    var menu = event.target.closest("details[data-menu][open]");
    if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) {
      menu.open = false;
    }
  });

  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-print]")) {
      window.print();
    }
  });

  /* Filters that narrow nothing stay out of the address, so that a shared link is short */
  document.addEventListener("htmx:configRequest", function (event) {
    if (!event.target.matches("[data-filters]")) {
      return;
    }
    var data = event.detail.formData;
    Array.from(data.keys()).forEach(function (name) {
      var filled = data.getAll(name).filter(function (value) { return value !== "" && value !== "unknown"; });
      data.delete(name);
      filled.forEach(function (value) { data.append(name, value); });
    });
  });

  /* What went wrong on the way is said; nothing fails in silence */
  function fallBack(event) {
    if (event.target.matches("[data-filters]")) {
      event.target.removeAttribute("hx-get");
      event.target.submit();
    } else if (event.detail.pathInfo) {
      window.location.assign(event.detail.pathInfo.requestPath);
    }
  }
  document.addEventListener("htmx:responseError", fallBack);
})();
