// Makes pages live: filters at once, the slider, and new figures when the registry changes. Without it all works, too.
"use strict";
const main = document.getElementById("main");
const news = document.getElementById("news");

/** Fetches this page anew and puts its parts in place of the old ones. */
async function renew() {
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const active = document.activeElement;
  let changed = false;
  for (const part of page.querySelectorAll("[data-part]")) {
    const old = main.querySelector(`[data-part="${part.dataset.part}"]`);
    // What somebody is filling in stays as it is.
    if (!old || old.matches("form") || old.isEqualNode(part)) continue;
    const open = [...old.querySelectorAll("details[open]")].map((it) => it.id);
    const href = old.contains(active) && active.getAttribute("href");
    for (const id of open) part.querySelector(`#${CSS.escape(id)}`)?.setAttribute("open", "");
    old.replaceWith(document.adoptNode(part));
    if (href) [...part.querySelectorAll("a")].find((it) => it.getAttribute("href") === href)?.focus();
    changed = true;
  }
  if (changed) {
    news.textContent = "";
    setTimeout(() => (news.textContent = document.body.dataset.updated), 100);
  }
}

if ("live" in document.body.dataset && window.EventSource) {
  let soon;
  const changes = new EventSource("/v1/changes/stream");
  // Once for all that comes within a while, however much it is.
  changes.addEventListener("change", () => {
    soon ??= setTimeout(() => {
      soon = undefined;
      renew();
    }, 500);
  });
}

/** Sends a form without what was left empty, so that its address can be shared. */
function send(form) {
  const url = new URL(form.action);
  for (const [name, value] of new FormData(form)) if (value !== "") url.searchParams.append(name, value);
  location.assign(url);
}

const filters = document.querySelector("form.filters");
if (filters) {
  filters.addEventListener("submit", (event) => {
    event.preventDefault();
    send(filters);
  });
  filters.addEventListener("change", (event) => {
    if (event.target.matches("select")) send(filters);
  });
  const slider = document.getElementById("slider");
  const asOf = document.getElementById("as-of");
  slider.closest("label").hidden = false;
  const show = () => {
    const day = new Date(`${slider.dataset.first}T00:00:00Z`);
    day.setUTCDate(day.getUTCDate() + Number(slider.value));
    const now = slider.value === slider.max;
    const text = day.toISOString().slice(0, 10);
    asOf.type = "date";
    asOf.value = now ? "" : text;
    slider.setAttribute("aria-valuetext", text);
  };
  slider.setAttribute("aria-valuetext", asOf.value || asOf.max);
  slider.addEventListener("input", show);
  slider.addEventListener("change", () => send(filters));
}

// A form that is on its way is not sent twice.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", () => {
    for (const button of form.querySelectorAll("button")) setTimeout(() => (button.disabled = true));
  });
}
