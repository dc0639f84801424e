// Offers the visitor's own language, if the page has it and is not in it: once, in the words of that language. It runs
// before the page is drawn below the header, so that nothing moves under the reader's eyes.
"use strict";

function offer(words) {
  const current = document.documentElement.lang;
  const menu = [...document.querySelectorAll(".languages a")];
  const wanted = navigator.languages.map((code) => code.split("-")[0]).find((code) => code === current || menu.some((link) => link.lang === code));
  const link = menu.find((each) => each.lang === wanted && each.lang !== current);
  if (link === undefined || wasOffered()) return;
  const line = document.createElement("p");
  line.className = "offer";
  line.lang = wanted;
  const inner = document.createElement("span");
  inner.className = "wrap";
  const close = document.createElement("button");
  close.type = "button";
  close.className = "button";
  close.addEventListener("click", () => line.remove());
  const there = link.cloneNode();
  [there.textContent, close.textContent] = words[wanted];
  inner.append(there, close);
  line.append(inner);
  document.querySelector(".top").append(line);
}

// Only this browser knows. One that remembers nothing sees the offer again.
function wasOffered() {
  try {
    const was = localStorage.getItem("language-offered") !== null;
    localStorage.setItem("language-offered", "yes");
    return was;
  } catch {
    return false;
  }
}

