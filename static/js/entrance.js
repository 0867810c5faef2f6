/* The demo's sign-in list: a click fills the two fields, and the reader presses "Masuk". */
(function () {
  "use strict";
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-demo-username]");
    if (!button) {
      return;
    }
    document.getElementById("id_login").value = button.dataset.demoUsername;
    document.getElementById("id_password").value = button.dataset.demoPassword;
    document.querySelector(".door-card [type=submit]").focus();
  });
})();
