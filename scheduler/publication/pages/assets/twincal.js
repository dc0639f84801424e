// What a page cannot know when it is written: the visitor's clock. It works without this file as well.
"use strict";

const language = document.documentElement.lang;
const now = Date.now();

// What is over, and what comes next.
let next = null;
for (const item of document.querySelectorAll("[data-ends]")) {
  if (Date.parse(item.dataset.ends) <= now) {
    item.classList.add("is-over");
    for (const mark of item.querySelectorAll("[data-mark=over]")) mark.hidden = false;
  } else if (Date.parse(item.dataset.begins) > now && !("off" in item.dataset)) {
    if (next === null || Date.parse(item.dataset.begins) < Date.parse(next.dataset.begins)) next = item;
  }
}
if (next !== null) {
  for (const mark of next.querySelectorAll("[data-mark=next]")) mark.hidden = false;
}

// The hour where the visitor is, unless it is told already.
const hour = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const locale = language === "en" ? "en-GB" : language;
const hours = new Intl.DateTimeFormat(locale, hour);
const days = new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "long", ...hour });
const dates = new Intl.DateTimeFormat("sv");  // 2026-12-16
for (const place of document.querySelectorAll(".yours[data-offsets]")) {
  const time = place.querySelector("time");
  const begins = new Date(time.dateTime);
  if (!place.dataset.offsets.split(" ").includes(String(-begins.getTimezoneOffset()))) {
    time.textContent = (dates.format(begins) === place.dataset.day ? hours : days).format(begins);
    place.hidden = false;
  }
}

// The address of a feed where the configuration does not give that of the site: it is beside this page.
const ways = document.querySelector("[data-feed]");
if (ways !== null && location.protocol.startsWith("http")) {
  const { feed, path, base } = ways.dataset;
  const here = new URL(feed, document.baseURI).href.slice(0, -path.length);
  const known = [[base, here], [base.replace("https", "webcal"), here.replace(/^https?/, "webcal")]];
  const inPlace = (text) => known.reduce((words, [unknown, right]) => (
    words.replaceAll(unknown, right).replaceAll(encodeURIComponent(unknown), encodeURIComponent(right))
  ), text);
  for (const link of ways.querySelectorAll("[data-href]")) link.href = inPlace(link.dataset.href);
  const address = ways.querySelector("code");
  address.textContent = inPlace(address.textContent);
  ways.hidden = false;
  document.querySelector("[data-feed-alone]").hidden = true;
}

// An address to copy; where the browser forbids it, it is selected instead.
for (const button of document.querySelectorAll("[data-copy]")) {
  const source = document.getElementById(button.dataset.copy);
  const status = document.querySelector("[data-copy-status]");
  const label = button.textContent;
  const done = () => {
    button.textContent = status.textContent = button.dataset.copied;
    setTimeout(() => { button.textContent = label; status.textContent = ""; }, 3000);
  };
  const select = () => getSelection().selectAllChildren(source);
  button.hidden = false;
  button.addEventListener("click", () => {
    if (navigator.clipboard) navigator.clipboard.writeText(source.textContent).then(done, select);
    else select();
  });
}

// What is folded away is printed as well, but for the months far ahead: the list has their meetings already.
addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll("main details")) folded.open ||= folded.closest(".months-section") === null;
});
