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
