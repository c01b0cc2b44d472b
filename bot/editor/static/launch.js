// Signs in with what Telegram put behind the # of the address when it opened this page: sent to the editor in a form, and
// taken out of the address first, so that no history keeps it. Nothing of Telegram's own is loaded.
"use strict";

const given = new URLSearchParams(location.hash.slice(1)).get("tgWebAppData");
history.replaceState(null, "", location.pathname);
const form = document.getElementById("launch");
if (given) {
  form.elements.data.value = given;
  form.submit();
} else {
  form.remove();
  document.getElementById("outside").hidden = false;
}
