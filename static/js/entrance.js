/* The demo's sign-in list: a click fills in the name, and the reader types the password. */
(function () {
  "use strict";
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-demo-username]");
    if (!button) {
      return;
    }
    document.getElementById("id_login").value = button.dataset.demoUsername;
    document.getElementById("id_password").focus();
  });
})();
