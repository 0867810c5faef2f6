/* Before and after: the range field moves the edge between two pictures of the same spot. */
(function () {
  "use strict";
  document.querySelectorAll("[data-compare]").forEach(function (figure) {
    var range = figure.querySelector("input[type=range]");
    var view = figure.querySelector(".compare-view");
    function move() {
      view.style.setProperty("--compare-at", range.value + "%");
    }
    figure.classList.add("compare-live");
    range.addEventListener("input", move);
    move();
  });
})();
