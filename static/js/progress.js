/* Follows long work: asks data-progress-url every two seconds, moves the bar, says the counts, and goes to the result.
   The answer is JSON {percent, text, finished, url}. Three failures in a row stop the asking and show the link again. */
(function () {
  "use strict";

  document.querySelectorAll("[data-progress-url]").forEach(function (box) {
    var text = box.querySelector("[data-progress-text]");
    var failures = 0;

    function show(news) {
      var bar = box.querySelector("progress");
      if (bar && news.percent !== null && news.percent !== undefined) {
        bar.value = news.percent;
        var number = box.querySelector(".progress-text b");
        if (number) {
          number.textContent = Number(news.percent).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 }) + " %";
        }
      }
      if (text && news.text && text.textContent !== news.text) {
        text.textContent = news.text;
      }
    }

    function later() {
      window.setTimeout(ask, 2000);
    }

    function ask() {
      fetch(box.dataset.progressUrl, { headers: { Accept: "application/json" }, credentials: "same-origin" })
        .then(function (response) {
          if (!response.ok) {
            throw new Error(String(response.status));
          }
          return response.json();
        })
        .then(function (news) {
          failures = 0;
          show(news);
          if (news.finished) {
            window.location.assign(news.url || window.location.href);
          } else {
            later();
          }
        })
        .catch(function () {
          failures += 1;
          if (failures < 3) {
            later();
          } else {
            box.querySelectorAll(".no-js-only").forEach(function (node) { node.classList.remove("no-js-only"); });
          }
        });
    }

    later();
  });
})();
