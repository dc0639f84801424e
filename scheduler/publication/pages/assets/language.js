// Offers the visitor's own language, if the page has it and is not in it. It runs before the page is drawn below the
// header, so that nothing moves under the reader's eyes.
"use strict";

{
  const current = document.documentElement.lang;
  const menu = [...document.querySelectorAll(".languages a")];
  const wanted = navigator.languages.map((code) => code.split("-")[0]).find((code) => code === current || menu.some((link) => link.lang === code));
  const link = menu.find((each) => each.lang === wanted && each.lang !== current);
  if (link !== undefined) {
    const offer = document.createElement("p");
    offer.className = "offer";
    const inner = document.createElement("span");
    inner.className = "wrap";
    inner.append(link.cloneNode(true));
    offer.append(inner);
    document.querySelector(".top").append(offer);
  }
}
