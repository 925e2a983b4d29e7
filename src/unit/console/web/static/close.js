// A page that only says something, in the language that was chosen on this screen, else in the unit's. Any touch closes it, and
// so does time, or it would lie over the officer's page.
/* global addEventListener, close, document, localStorage, setTimeout, history */
const away = () => {
  close();
  // A window that no script opened is not closed by one.
  history.back();
};
addEventListener("click", away);
setTimeout(away, 20_000);

const all = [...document.querySelectorAll("main")];
const own = all.find(({ lang }) => lang === localStorage.getItem("tagwatch.language"));
if (own) {
  for (const one of all) one.hidden = one !== own;
  document.documentElement.lang = own.lang;
}
