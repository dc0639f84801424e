// What a page cannot know when it is written: the visitor's clock and address. It works without this file.
"use strict";

const root = document.documentElement;
const locale = root.lang === "en" ? "en-GB" : root.lang;
const DAY = 86400000, MINUTE = 60000, MORNING = 7 * 60, EVENING = 22 * 60;
const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const hours = new Intl.DateTimeFormat(locale, clock);
const days = new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", ...clock });
const dates = new Intl.DateTimeFormat("sv");  // 2026-12-16
const longDates = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });
const relative = new Intl.RelativeTimeFormat(root.lang, { numeric: "auto" });

// The hour where the visitor is, unless one of the hours beside it is the same. It has the sign of the night as the
// others have, by the same rule.
for (const line of document.querySelectorAll(".h")) {
  const times = [...line.querySelectorAll("time")].filter((time) => time.dateTime.includes("T") && !time.closest("details"));
  if (times.length === 0 || line.closest("s, .off")) continue;
  const begins = new Date(times[0].dateTime);
  const here = -begins.getTimezoneOffset();
  if (times.some((time) => offset(time.dateTime) === here)) continue;
  const yours = document.createElement("span");
  yours.className = "yours";
  const hour = (times[0].dateTime.startsWith(dates.format(begins)) ? hours : days).format(begins);
  const words = [`${hour} ${document.body.dataset.yours}`, ...night(begins, line)];
  if ("yoursFirst" in line.dataset) {
    yours.append(...words, " =");
    line.prepend(yours, " ");
  } else {
    yours.append("= ", ...words);
    [...line.children].findLast((each) => each.localName === "span").after(" ", yours);
  }
}

function night(begins, line) {
  const end = line.localName === "div" ? line.closest("[data-end]")?.dataset.end : undefined;  // a change tells no end
  const [from, to] = [begins, new Date(end ?? begins.getTime() + MINUTE)].map((each) => each.getHours() * 60 + each.getMinutes());
  if (from >= MORNING && from < EVENING && to > MORNING && to <= EVENING) return [];
  const sign = document.createElement("i");
  sign.role = "img";
  sign.ariaLabel = document.body.dataset.night;
  sign.textContent = "☾";
  return [" ", sign];
}

function offset(dateTime) {
  const [, sign, hour, minute] = /([+-])(\d\d):(\d\d)$/.exec(dateTime);
  return (sign === "-" ? -1 : 1) * (Number(hour) * 60 + Number(minute));
}

// What is over is not next, and nobody can register for it. A publication may be read weeks after it was made, and
// a tab may stay open overnight.
function keepTrue() {
  const now = new Date();
  for (const each of document.querySelectorAll("[data-end]:not(.over)")) if (new Date(each.dataset.end) <= now) end(each);
  const card = document.querySelector(".card[data-end]");
  if (card !== null) {
    const next = document.querySelector(".coming .row:not(.over, .off)");
    if (card.matches(".over") && next !== null) promote(next, card);
    card.querySelector(".label").textContent = label(card, now);
  }
  for (const list of document.querySelectorAll("[data-most]")) {
    [...list.querySelectorAll(".row:not(.over)")].forEach((row, place) => { row.hidden = place >= list.dataset.most; });
  }
  for (const each of document.querySelectorAll(".row, .month[id^=d]")) {
    each.classList.toggle("today", (each.matches(".row") ? dayOf(each) : each.id.slice(1)) === dates.format(now));
  }
  for (const month of document.querySelectorAll("[data-month]")) {
    month.classList.toggle("present", dates.format(now).startsWith(month.dataset.month));
  }
  leadOn(now);
  for (const day of document.querySelectorAll("[data-today]")) {  // paper says on which day it was printed
    day.textContent = new Intl.DateTimeFormat(locale, { dateStyle: "long" }).format(now);
  }
}

// The page of the present month or year leads to what takes place today, else to the next meeting.
function leadOn(now) {
  const link = document.querySelector("[data-period]");
  if (link === null) return;
  const today = dates.format(now);
  const coming = [...document.querySelectorAll(".period .row[data-end]:not(.over, .off)")];
  const [next] = coming.sort((one, other) => new Date(one.dataset.end) - new Date(other.dataset.end));
  link.hidden = next === undefined || !today.startsWith(link.dataset.period);
  if (link.hidden) return;
  link.href = `#d${dayOf(next)}`;
  link.textContent = dayOf(next) > today ? link.dataset.next : link.dataset.now;
}

function end(meeting) {
  meeting.classList.add("over");
  const mark = document.createElement("span");
  mark.className = "tag over";
  mark.textContent = document.body.dataset.past;
  meeting.querySelector(".t, h1 + .when")?.append(" ", mark);
}

function label(card, now) {
  if (card.matches(".over")) return document.body.dataset.past;
  const begins = new Date(card.dataset.begin);
  const day = card.querySelector(".when time").dateTime;  // where its hour is, it may be tomorrow already
  const beside = [...card.querySelectorAll(".h time")].find((time) => time.dateTime.startsWith(day));
  const today = beside === undefined ? dates.format(now) : new Date(now.getTime() + offset(beside.dateTime) * MINUTE).toISOString().slice(0, 10);
  const number = Math.round((Date.parse(day) - Date.parse(today)) / DAY);
  const words = card.querySelector(".label").dataset;
  return `${words.next} · ${begins <= now ? words.now : relative.format(number, "day")}`;
}

// The next row becomes the card. The page of its meeting has what a row has not, such as the way to register.
function promote(row, card) {
  const [from, to] = [row.querySelector(".t a"), card.querySelector(".what a")];
  const day = document.createElement("time");
  day.dateTime = dayOf(row);
  day.textContent = longDates.format(new Date(day.dateTime));
  Object.assign(card.dataset, { begin: beginOf(row), end: row.dataset.end });
  card.classList.remove("over");
  const { dataset: words } = card.querySelector(".label");
  words.next = words.then ?? words.next;
  for (const each of card.querySelectorAll(".strips, .how, .acts [rel=external]")) each.remove();
  card.querySelector("[data-page]").href = from.href;
  card.querySelector(".when").replaceChildren(day, " ", ...row.querySelectorAll(".tag"));
  card.querySelector(".h").replaceChildren(...row.querySelector(".h").childNodes);
  to.replaceWith(from);
  row.remove();
}

function beginOf(row) {
  return row.dataset.begin ?? row.querySelector(".h time")?.dateTime;
}

// The day that a row names (2026-12-16). The first hour in the row may be of another one: it may be of another place.
function dayOf(row) {
  const heading = row.closest(".of-day")?.previousElementSibling;
  if (heading) return heading.id.slice(1);
  const begins = Date.parse(beginOf(row)), number = parseInt(row.querySelector(".d b")?.textContent);
  return [0, 1, -1].map((more) => new Date(begins + more * DAY)).find((day) => day.getUTCDate() === number)?.toISOString().slice(0, 10);
}

function everyMinute() {
  keepTrue();
  setTimeout(everyMinute, MINUTE - Date.now() % MINUTE);
}
everyMinute();
document.addEventListener("visibilitychange", keepTrue);

// On a telephone a long month opens the present week, else its first one, and those that a link leads to.
if (matchMedia("(max-width: 40rem)").matches) {
  const weeks = [...document.querySelectorAll(".of-week")];
  const today = dates.format(new Date());
  const present = weeks.findLast((week) => week.dataset.week <= today) ?? weeks[0];
  const next = document.querySelector("[data-period]:not([hidden])")?.hash ?? ":target";
  for (const week of weeks) week.open = week === present || week.querySelector(`:target, ${next}`) !== null;
}

// Escape closes the menu that has the focus, else the last open one, and leaves the focus on what opened it.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = "details[open]:not(.of-week)";
  const menu = document.activeElement.closest(open) ?? [...document.querySelectorAll(open)].at(-1);
  if (menu === undefined) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

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

// A meeting has pages in few languages. A host that cannot redirect shows the page for unknown addresses instead.
const first = document.querySelector("[data-first]");
const address = /\/[a-z]{2,3}(?:-[A-Za-z]+)?\/(occurrences\/[\da-f-]+)$/.exec(location.pathname);
if (first !== null && address !== null) {
  const link = first.querySelector("a");
  link.href = first.dataset.first + address[1];
  link.textContent = link.href;
  first.hidden = false;
}
