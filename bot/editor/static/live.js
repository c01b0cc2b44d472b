// Does while one types what a button does when it is pressed: the form is sent as that button would send it, and the
// parts of the page marked data-part are put in place. Everything works without this script, by pressing the button.
"use strict";

const PAUSE = 450; // milliseconds after the last letter
const AGAIN = 2500; // milliseconds until something that takes a while is asked for again
let timer = 0;
let running = null;

function later(form, button, wait) {
  clearTimeout(timer);
  timer = setTimeout(() => refresh(form, button), wait);
}

async function refresh(form, button) {
  if (running) running.abort();
  const own = (running = new AbortController());
  const body = new URLSearchParams(new FormData(form));
  if (button.name) body.set(button.name, button.value);
  let fresh;
  try {
    const answer = await fetch(form.action, { method: "POST", body, signal: own.signal, redirect: "error" });
    if (answer.status === 403) return; // signed out meanwhile: the button itself will say so
    fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return; // typed on meanwhile, or the editor is gone
  }
  if (own.signal.aborted) return;
  for (const part of document.querySelectorAll("[data-part]")) place(part, fresh);
  for (const field of document.querySelectorAll("[aria-describedby]")) mark(field, fresh.getElementById(field.id));
  if (document.querySelector("[data-again]")) later(form, button, AGAIN);
}

// What somebody is typing in stays; what did not change is not read out again.
function place(part, fresh) {
  const now = fresh.getElementById(part.id);
  if (!now || !part.isConnected || part.contains(document.activeElement)) return;
  part.toggleAttribute("data-again", now.hasAttribute("data-again"));
  if (part.innerHTML !== now.innerHTML) part.replaceChildren(...document.adoptNode(now).childNodes);
}

// The field that is being typed in stays, but whether it is right does not.
function mark(field, now) {
  if (now && now.hasAttribute("aria-invalid")) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
}

document.addEventListener("input", (event) => {
  const form = event.target.form;
  const button = form && form.querySelector("button[data-live]");
  if (button) later(form, button, PAUSE);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-inplace]");
  if (!button) return;
  event.preventDefault();
  later(button.form, button, 0);
});
