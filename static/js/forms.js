/* Forms: one click is one record, unsaved work is not lost unasked, drafts stay in this browser tab.
   data-guard          the form is sent once; leaving it with changes asks first
   data-draft="KEY"    what was typed is kept in sessionStorage until it is stored or its writer signs out; never a password,
                       a file, a hidden field, nor anything inside data-sensitive
   data-sign-out       drafts are forgotten
   data-focus-first    gets the focus when the page opens (the error summary) */
(function () {
  "use strict";

  var first = document.querySelector("[data-focus-first]");
  if (first) {
    first.focus();
  }

  function mayKeep(field) {
    return (
      field.name &&
      !["password", "file", "hidden", "submit", "button", "reset"].includes(field.type) &&
      field.autocomplete !== "one-time-code" &&
      !field.closest("[data-sensitive]")
    );
  }

  function storage(act) {
    try {
      return act(window.sessionStorage);
    } catch (blocked) {
      return null;
    }
  }

  function draftOf(form) {
    return Array.from(form.elements).filter(mayKeep).map(function (field) {
      var picked = field.type === "checkbox" || field.type === "radio";
      var value = field.multiple
        ? Array.from(field.selectedOptions).map(function (option) { return option.value; })
        : field.value;
      return { name: field.name, type: field.type, value: value, checked: picked ? field.checked : null };
    });
  }

  function restore(form, draft) {
    var changed = false;
    draft.forEach(function (kept) {
      Array.from(form.elements).filter(function (field) {
        return field.name === kept.name && field.type === kept.type && mayKeep(field);
      }).forEach(function (field) {
        if (kept.checked !== null) {
          if (field.value === kept.value && field.checked !== kept.checked) {
            field.checked = kept.checked;
            changed = true;
          }
        } else if (field.multiple && field.options) {
          Array.from(field.options).forEach(function (option) {
            var selected = kept.value.includes(option.value);
            changed = changed || option.selected !== selected;
            option.selected = selected;
          });
        } else if (field.value !== kept.value) {
          field.value = kept.value;
          changed = true;
        }
      });
    });
    return changed;
  }

  /* A draft belongs to the version of the record it was typed over: after somebody else's change it is dropped */
  function versionOf(form) {
    var field = form.elements.form_version;
    return field ? field.value : "";
  }

  function keepDraft(form) {
    var key = "draft:" + form.dataset.draft;
    var saved = storage(function (store) { return JSON.parse(store.getItem(key)); });
    if (saved && saved.version !== versionOf(form)) {
      storage(function (store) { store.removeItem(key); });
    } else if (saved && !first && restore(form, saved.fields)) {
      var note = document.createElement("p");
      note.className = "draft-note mb-3";
      note.setAttribute("role", "status");
      note.textContent = form.dataset.draftText;
      form.prepend(note);
      form.dataset.dirty = "1";
    }
    form.addEventListener("input", function () {
      storage(function (store) {
        store.setItem(key, JSON.stringify({ version: versionOf(form), fields: draftOf(form) }));
      });
    });
    /* Sent is not yet stored: the draft goes when the portal says that it was */
    form.addEventListener("submit", function () {
      storage(function (store) { store.setItem("sent", key); });
    });
  }

  function forget(which) {
    storage(function (store) {
      Object.keys(store).filter(which).forEach(function (key) { store.removeItem(key); });
    });
  }

  if (document.querySelector(".messages .notice-success")) {
    var sent = storage(function (store) { return store.getItem("sent"); });
    forget(function (key) { return key === sent || key === "sent"; });
  }

  document.addEventListener("submit", function (event) {
    if (event.target.matches("[data-sign-out]")) {
      forget(function (key) { return key === "sent" || key.startsWith("draft:"); });
    }
  });

  document.querySelectorAll("form[data-draft]").forEach(keepDraft);

  function buttons(form, off) {
    form.querySelectorAll("[type=submit]").forEach(function (button) {
      button.setAttribute("aria-disabled", String(off));
      button.classList.toggle("disabled", off);
    });
  }

  function release(form) {
    delete form.dataset.sent;
    buttons(form, false);
  }

  document.querySelectorAll("form[data-guard]").forEach(function (form) {
    if (first) {
      form.dataset.dirty = "1";
    }
    form.addEventListener("input", function () {
      form.dataset.dirty = "1";
    });
    form.addEventListener("submit", function (event) {
      if (form.dataset.sent) {
        event.preventDefault();
        return;
      }
      form.dataset.sent = "1";
      delete form.dataset.dirty;
      buttons(form, true);
      /* Where the answer is a file, this page stays */
      window.setTimeout(function () { release(form); }, 8000);
    });
  });

  window.addEventListener("beforeunload", function (event) {
    var open = document.querySelector("form[data-guard][data-dirty]");
    if (open) {
      event.preventDefault();
      event.returnValue = open.dataset.unsaved || "";
    }
  });

  /* Back from the next page (bfcache): the form may be sent again */
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(release);
  });

  /* Passwords can be read while they are typed */
  document.addEventListener("click", function (event) {
    var toggle = event.target.closest("[data-password-toggle]");
    if (!toggle) {
      return;
    }
    var field = document.getElementById(toggle.getAttribute("aria-controls"));
    var shown = field.type === "text";
    field.type = shown ? "password" : "text";
    toggle.setAttribute("aria-pressed", String(!shown));
    toggle.textContent = shown ? toggle.dataset.show : toggle.dataset.hide;
  });
})();
