// What a page cannot know when it is written: the visitor's clock and address. It works without this file.
"use strict";

const root = document.documentElement;
const now = new Date();
const locale = root.lang === "en" ? "en-GB" : root.lang;
const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const hours = new Intl.DateTimeFormat(locale, clock);
const days = new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", ...clock });
const dates = new Intl.DateTimeFormat("sv");  // 2026-12-16

// The hour where the visitor is, unless one of the hours beside it is the same.
for (const line of document.querySelectorAll(".h")) {
  const times = [...line.querySelectorAll("time")].filter((time) => time.dateTime.includes("T") && !time.closest("details"));
  if (times.length === 0 || line.closest("s, .off")) continue;
  const begins = new Date(times[0].dateTime);
  const here = -begins.getTimezoneOffset();
  if (times.some((time) => offset(time.dateTime) === here)) continue;
  const yours = document.createElement("span");
  yours.className = "yours";
  const hour = (times[0].dateTime.startsWith(dates.format(begins)) ? hours : days).format(begins);
  if ("yoursFirst" in line.dataset) {
    yours.textContent = `${hour} ${document.body.dataset.yours} =`;
    line.prepend(yours, " ");
  } else {
    yours.textContent = `· ${document.body.dataset.yours} ${hour}`;
    [...line.children].findLast((each) => each.localName === "span").after(" ", yours);
  }
}

function offset(dateTime) {
  const [, sign, hour, minute] = /([+-])(\d\d):(\d\d)$/.exec(dateTime);
  return (sign === "-" ? -1 : 1) * (Number(hour) * 60 + Number(minute));
}

// Today's meetings.
for (const row of document.querySelectorAll(".row")) {
  const time = row.querySelector("time");
  if (time !== null && time.dateTime.startsWith(dates.format(now))) row.classList.add("today");
}

// How long it is until the next meeting.
for (const card of document.querySelectorAll(".card[data-begin]")) {
  const mark = card.querySelector("[data-in]");
  const begins = new Date(card.dataset.begin);
  const number = Math.round((Date.parse(dates.format(begins)) - Date.parse(dates.format(now))) / 86400000);
  const words = new Intl.RelativeTimeFormat(root.lang, { numeric: "auto" });
  if (number >= 0 && now < begins) mark.textContent = ` · ${words.format(number, "day")}`;
  else if (now < new Date(card.dataset.end)) mark.textContent = ` · ${mark.dataset.soon}`;
}

// The address of a feed as this browser reaches the site: where the configuration gives none, or on this machine.
const ways = document.querySelector("[data-path]");
if (ways !== null && location.protocol.startsWith("http")) {
  const { path, base } = ways.dataset;
  const isLocal = ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);
  if ("feed" in ways.dataset || isLocal) {
    const up = ways.dataset.feed ?? `${"../".repeat(location.pathname.split("/").length - 2)}${path.slice(1)}`;
    const here = new URL(up, document.baseURI).href.slice(0, -path.length);
    const known = [[base, here], [base.replace(/^https?/, "webcal"), here.replace(/^https?/, "webcal")]];
    const inPlace = (text) => known.reduce((words, [unknown, right]) => (
      words.replaceAll(unknown, right).replaceAll(encodeURIComponent(unknown), encodeURIComponent(right))
    ), text);
    for (const button of ways.querySelectorAll("[data-href], a[href^=http], a[href^=webcal]")) button.href = inPlace(button.dataset.href ?? button.href);
    const address = ways.querySelector("code");
    address.textContent = inPlace(address.textContent);
    ways.querySelector("figure")?.remove();
    ways.hidden = false;
    document.querySelector("[data-feed-alone]")?.remove();
  }
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

// Paper says on which day it was printed.
for (const day of document.querySelectorAll("[data-today]")) {
  day.textContent = new Intl.DateTimeFormat(locale, { dateStyle: "long" }).format(now);
}

// A meeting has pages in few languages. A host that cannot redirect shows the page for unknown addresses instead.
const first = document.querySelector("[data-first]");
const address = /\/[a-z]{2,3}(?:-[A-Za-z]+)?\/(occurrences\/[\da-f-]+)$/.exec(location.pathname);
if (first !== null && address !== null) {
  const link = first.querySelector("a");
  link.href = first.dataset.first + address[1];
  link.textContent = link.href;
  first.hidden = false;
}
