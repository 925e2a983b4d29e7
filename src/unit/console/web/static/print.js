// A page that is there to be printed, and for nothing else.
/* global addEventListener, close, print */
addEventListener("afterprint", () => close());
addEventListener("load", () => print());
