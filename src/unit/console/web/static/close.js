// A page that only says something: any touch closes it, and so does time, or it would lie over the officer's page.
/* global addEventListener, close, setTimeout, history */
const away = () => {
  close();
  // A window that no script opened is not closed by one.
  history.back();
};
addEventListener("click", away);
setTimeout(away, 20_000);
