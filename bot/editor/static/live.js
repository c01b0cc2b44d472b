// Makes what a button does happen while one types: the form is sent as that button would send it, and the parts of the
// page marked data-part are put in place. Everything works without it, by pressing the button.
"use strict";

const PAUSE = 400; // milliseconds after the last letter

function watch(form) {
  const button = form.querySelector("button[data-live]");
  if (!button) return;
  let timer = 0;
  let running = null;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (running) running.abort();
      running = new AbortController();
      refresh(form, button, running.signal);
    }, PAUSE);
  });
}

async function refresh(form, button, signal) {
  const body = new URLSearchParams(new FormData(form));
  if (button.name) body.set(button.name, button.value);
  let answer;
  try {
    answer = await fetch(form.action, { method: "POST", body, signal, redirect: "error" });
  } catch {
    return; // typed on meanwhile, or the editor is gone: the button will say so
  }
  if (answer.status === 403) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll("[data-part]")) {
    const now = fresh.getElementById(part.id);
    if (now && !part.contains(document.activeElement)) part.replaceWith(document.adoptNode(now));
  }
}

document.querySelectorAll("form").forEach(watch);
