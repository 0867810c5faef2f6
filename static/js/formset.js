/* Adds a row to a formset by copying its <template>; removing is Django's own DELETE box, which only dims the row. */
(function () {
  "use strict";

  document.querySelectorAll("[data-formset]").forEach(function (section) {
    var prefix = section.dataset.formset;
    var total = section.querySelector("[name='" + prefix + "-TOTAL_FORMS']");
    var most = section.querySelector("[name='" + prefix + "-MAX_NUM_FORMS']");
    var rows = section.querySelector("[data-formset-rows]");
    var empty = section.querySelector("[data-formset-empty]");
    var button = section.querySelector("[data-formset-add]");

    function full() {
      return most && most.value && Number(total.value) >= Number(most.value);
    }

    button.addEventListener("click", function () {
      if (full()) {
        return;
      }
      var copy = document.importNode(empty.content, true);
      var index = total.value;
      copy.querySelectorAll("*").forEach(function (node) {
        Array.from(node.attributes).forEach(function (attribute) {
          if (attribute.value.includes("__prefix__")) {
            node.setAttribute(attribute.name, attribute.value.replaceAll("__prefix__", index));
          }
        });
      });
      var legend = copy.querySelector("legend");
      legend.textContent = legend.textContent.replace("__number__", Number(index) + 1);
      total.value = Number(index) + 1;
      rows.append(copy);
      button.hidden = full();
      var field = rows.lastElementChild.querySelector("input:not([type=hidden]), select, textarea");
      if (field) {
        field.focus();
      }
    });

    rows.addEventListener("change", function (event) {
      if (event.target.name && event.target.name.endsWith("-DELETE")) {
        event.target.closest("[data-formset-row]").classList.toggle("is-removed", event.target.checked);
      }
    });

    button.hidden = full();
  });
})();
