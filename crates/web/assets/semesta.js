// What pages do beyond plain links and forms; without this script everything still works.
"use strict";

// On a narrow screen the page's own entry of the navigation is in sight.
const here = document.querySelector(".nav a[aria-current]");
const bar = here && here.closest(".nav");
if (bar && bar.scrollWidth > bar.clientWidth) bar.scrollLeft = here.offsetLeft - 16;

// A select or a slider that asks at once: its form is sent as it changes.
document.addEventListener("change", (event) => {
  const field = event.target.closest("[data-at-once]");
  if (field && field.form) field.form.requestSubmit();
});

// A number beside its slider.
document.addEventListener("input", (event) => {
  const slider = event.target;
  const shown = slider.dataset && slider.dataset.shows;
  const place = shown && document.getElementById(shown);
  if (place) place.textContent = Number(slider.value).toLocaleString(document.documentElement.lang);
});

// Files dropped on the upload's field.
for (const area of document.querySelectorAll("[data-drop]")) {
  const field = area.querySelector("input[type=file]");
  const mark = (event) => {
    event.preventDefault();
    area.classList.toggle("over", event.type === "dragover");
  };
  area.addEventListener("dragover", mark);
  area.addEventListener("dragleave", mark);
  area.addEventListener("drop", (event) => {
    mark(event);
    field.files = event.dataTransfer.files;
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Keys: "/" goes to the page's search, j and k or the arrows from row to row, Enter opens
// a row's link, the space bar ticks it. They can be turned off, and never act where one types.
const places = () => ({
  search: [...document.querySelectorAll("main input[type=search], main details.sift, main form[method=get] select")],
  rows: [...document.querySelectorAll("main tbody tr, main ol.people > li")].filter((row) => row.offsetParent),
});
const isOff = () => localStorage.getItem("pintasan") === "mati";

function toSearch() {
  const seen = places().search.filter((one) => one.offsetParent);
  const box = seen.find((one) => !one.matches("select")) || seen[0];
  if (!box) return false;
  const isShut = box.matches("details");
  if (isShut) box.open = true;
  (isShut ? box.querySelector("input[type=search]") : box).focus();
  return true;
}

function toRow(from, step) {
  const rows = places().rows;
  const row = from.closest("tbody tr, ol.people > li");
  const box = from.closest(".tablebox");
  let next = row && rows[rows.indexOf(row) + step];
  if (next && next.parentElement !== row.parentElement) next = row;
  if (!row) next = rows.find((one) => (box ? box.contains(one) : one.getBoundingClientRect().bottom > 0)) || rows[0];
  if (!next) return false;
  next.tabIndex = -1;
  next.focus();
  return true;
}

function acts(event) {
  const at = event.target;
  const isRow = at.matches("tbody tr, ol.people > li");
  switch (event.key) {
    case "/": return toSearch();
    case "j": return toRow(at, 1);
    case "k": return toRow(at, -1);
    case "ArrowDown": return Boolean(isRow || at.matches(".scroll")) && toRow(at, 1);
    case "ArrowUp": return isRow && toRow(at, -1);
    case "Enter": {
      const link = isRow && at.querySelector("a");
      if (link) link.click();
      return Boolean(link);
    }
    case " ": {
      const tick = isRow && at.querySelector("input[type=checkbox]");
      if (tick) tick.click();
      return Boolean(tick);
    }
  }
  return false;
}

document.addEventListener("keydown", (event) => {
  const field = event.target.closest("input, select, textarea, [contenteditable]");
  const types = field && field.type !== "checkbox";
  if (types || event.ctrlKey || event.metaKey || event.altKey || isOff()) return;
  if (acts(event)) event.preventDefault();
});

// A table that replaced another keeps the focus, where what had it is gone.
document.addEventListener("htmx:afterSettle", (event) => {
  const box = event.target.closest(".tablebox");
  if (!box || document.activeElement !== document.body) return;
  const next = box.querySelector(".sift[open] input[type=search]") || box.querySelector(".sift summary") || box.querySelector(".scroll");
  if (next) next.focus({ preventScroll: true });
});

const keys = document.querySelector("[data-keys]");
if (keys && (places().rows.length || places().search.length)) {
  const button = keys.querySelector("button");
  const show = () => {
    button.textContent = isOff() ? button.dataset.on : button.dataset.off;
  };
  button.addEventListener("click", () => {
    if (isOff()) localStorage.removeItem("pintasan");
    else localStorage.setItem("pintasan", "mati");
    show();
  });
  show();
  keys.hidden = false;
}
