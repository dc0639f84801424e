// A field that filters a long list, and the city that the reader chose, which only the browser knows. A page is complete
// without this file.
"use strict";

{
  const letters = { æ: "ae", đ: "d", ħ: "h", ı: "i", ł: "l", ø: "o", œ: "oe", ß: "ss" };
  // The syllables of Hangul become letters, so the first letters of a name find it.
  const folded = (words) => words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[æđħıłøœß]/g, (each) => letters[each]);

  const MOST_FOUND = 8;
  for (const field of document.querySelectorAll(".find input")) {
    const list = field.closest("fieldset") ?? document;
    const found = field.closest("section")?.querySelector(".found");  // where the list is far below, what is found stands here
    const rows = [...list.querySelectorAll(found ? ".directory li" : "main section > ul > li, .board tbody tr, .period .rows > li, .boxes label")];
    const words = new Map(rows.map((row) => [row, folded(row.textContent)]));
    const status = field.parentNode.querySelector("[role=status]");
    const filter = () => {
      const wanted = folded(field.value).split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
      const fits = rows.filter((row) => wanted.every((word) => words.get(row).includes(word)));
      if (found) found.replaceChildren(...(wanted.length === 0 ? [] : fits.slice(0, MOST_FOUND).map((row) => row.cloneNode(true))));
      else for (const row of rows) row.hidden = !fits.includes(row);
      if (wanted.length > 0) for (const week of document.querySelectorAll(".of-week")) week.open = true;
      const count = fits.length;
      status.textContent = wanted.length === 0 ? "" : status.dataset.left.replace("{count}", count).replace("{number}", rows.length);
    };
    field.addEventListener("input", filter);
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") found?.querySelector("a")?.click();
      if (event.key !== "Escape") return;
      field.value = "";
      filter();
    });
    addEventListener("pageshow", filter);  // a browser that goes back may fill the field again
    field.closest(".find").hidden = false;
  }

  // Other programmes on the same host have their own city.
  const key = `twincal:${new URL("..", document.currentScript.src).pathname}`;
  const home = new URL(document.querySelector(".programme").href);
  const [line, list, button] = [".mine", "#mine", "[data-city]"].map((which) => document.querySelector(which));
  const names = new Map([...document.querySelectorAll("main section a")].map((link) => [link.pathname.slice(home.pathname.length), link.textContent]));
  let memory = null;
  try { memory = localStorage; } catch { /* the reader forbids it: nothing is offered */ }

  const remember = (address, name) => {
    if (address === "") memory.removeItem(key);
    else memory.setItem(key, `${address} ${name}`);
    show();
  };
  // The card of the city is that of its own page, with the same words.
  const showCard = async (page) => {
    const answer = await fetch(page).catch(() => null);
    if (!answer?.ok) return;
    const own = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const link of own.querySelectorAll("main a")) link.href = new URL(link.getAttribute("href"), answer.url).href;
    const card = own.querySelector(".card[data-end]");
    const isComing = (each) => new Date(each.dataset.end) > new Date();
    const next = [...own.querySelectorAll(".coming .row[data-end]:not(.off)")].find(isComing);
    if (card === null || !(isComing(card) || next)) return;
    if (!isComing(card)) promote(next, card);
    document.querySelector(".home > .main > .card").replaceWith(card);
    keepTrue();
  };
  const ofCities = [...document.querySelectorAll("[data-cities]")];
  const show = () => {
    const [, address, name] = /^(cities\/\S+) (.+)$/.exec(memory.getItem(key)) ?? ["", "", ""];
    if (button !== null) {
      button.setAttribute("aria-pressed", button.dataset.city === address);
      button.hidden = false;
    }
    if (line !== null) {
      const link = line.querySelector("a");
      link.href = new URL(address, home).href;
      link.textContent = names.get(address) ?? name;
      link.hidden = address === "";
      line.hidden = address === "" && list === null;
    }
    if (list !== null) list.value = address;
    if (document.querySelector(".search") !== null && address !== "") showCard(line.querySelector("a").href);
    const isOwn = (row) => row.dataset.cities.split(" ").includes(address);
    for (const row of [...ofCities].sort((one, other) => isOwn(other) - isOwn(one))) {
      row.classList.toggle("own", isOwn(row));
      row.parentNode.append(row);
    }
  };

  if (memory !== null) {
    for (const [address, name] of list !== null ? names : []) if (address.startsWith("cities/")) list.append(new Option(name, address));
    list?.addEventListener("change", () => remember(list.value, names.get(list.value)));
    button?.addEventListener("click", () => {
      const isChosen = button.getAttribute("aria-pressed") === "true";
      remember(isChosen ? "" : button.dataset.city, document.querySelector("h1").textContent);
    });
    line?.querySelector("button")?.addEventListener("click", () => {
      remember("");
      document.getElementById("main").focus();
    });
    show();
    addEventListener("pageshow", show);  // the city may be another one since the reader left
  }
}
