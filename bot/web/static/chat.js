// The chat page: shows what the conversation says, sends what the officer does. Words come from the page's data-*.

import { botBubble, element, lineBubble, ownBubble, thinkingBubble } from "./bubbles.js";

const LONGEST_PAUSE = 15_000;
const PATIENCE = 20_000;
const FILE_PATIENCE = 60_000;
const LARGEST_FILE = 2 * 1024 * 1024;
const CODE = /^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/;
const words = document.body.dataset;
const log = document.getElementById("log");
const status = document.getElementById("status");
const composer = document.getElementById("composer");
const input = document.getElementById("input");
const attach = document.getElementById("attach");
const file = document.getElementById("file");
const hasMouse = matchMedia("(hover: hover) and (pointer: fine)").matches;
const actions = { tap, share };

let last = Promise.resolve();
let hasAnswer = false;

/** Sends events one after the other, in the order they were made. */
function enqueue(event, byKeyboard) {
  const body = JSON.stringify({ id: newId(), ...event });
  last = last.then(() => deliver(() => post("chat/turn", "application/json", body, PATIENCE), byKeyboard));
}

/** Sends a file as an event; a file that is too large is not sent. */
function enqueueFile(chosen, byKeyboard) {
  append(ownBubble(words.file.replace("{name}", () => chosen.name), words));
  if (chosen.size > LARGEST_FILE) {
    append(lineBubble(words.tooLarge));
    return;
  }
  const address = `chat/file?id=${newId()}`;
  last = last.then(() =>
    deliver(() => post(address, "application/octet-stream", chosen, FILE_PATIENCE), byKeyboard),
  );
}

/** Sends one event, the same id each time, until the server has taken it or refused it for good. */
async function deliver(send, byKeyboard) {
  const thinking = thinkingBubble(words);
  const patience = setTimeout(() => append(thinking), 300);
  for (let attempt = 0; ; attempt += 1) {
    const answer = await send();
    if (answer && answer.status < 500) {
      clearTimeout(patience);
      thinking.remove();
      status.textContent = "";
      await show(answer, byKeyboard);
      return;
    }
    status.textContent = words.trouble;
    await pause(Math.min(1000 * 2 ** attempt, LONGEST_PAUSE));
  }
}

async function post(address, type, body, patience) {
  try {
    return await fetch(address, {
      method: "POST",
      headers: { "Content-Type": type },
      body,
      signal: AbortSignal.timeout(patience),
    });
  } catch {
    return null;
  }
}

/** Waits, but no longer than the network is away. */
function pause(milliseconds) {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
    addEventListener("online", resolve, { once: true });
  });
}

async function show(answer, byKeyboard) {
  const content = await answer.json().catch(() => ({}));
  if (content.problem === "no-cookie" && hasAnswer) {
    location.reload();
    return;
  }
  if (!content.messages) {
    const problems = { "no-cookie": words.noCookie, "too-large": words.tooLarge };
    append(lineBubble(problems[content.problem] ?? words.refused));
    return;
  }
  hasAnswer = true;
  if (content.language !== document.documentElement.lang) {
    await speak(content.language);
  }
  append(...content.messages.map((message) => botBubble(message, words, actions)));
  const newest = content.messages.at(-1);
  if (newest) {
    input.placeholder = newest.placeholder || words.placeholder;
    moveFocus(newest, byKeyboard);
  }
}

/** The page's own words follow the conversation's language: they are taken from the page as it is in that language. */
async function speak(language) {
  const answer = await fetch(`chat?lang=${encodeURIComponent(language)}`).catch(() => null);
  if (!answer?.ok) {
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.documentElement.lang = page.documentElement.lang;
  document.title = page.title;
  Object.assign(words, page.body.dataset);
  for (const place of ["h1", ".privacy", "[for=input]"]) {
    document.querySelector(place).replaceChildren(...page.querySelector(place).childNodes);
  }
  for (const place of ["#log", ".send", ".attach"]) {
    document.querySelector(place).setAttribute("aria-label", page.querySelector(place).getAttribute("aria-label"));
  }
}

/**
 * Whoever types goes on typing. After a tap the focus leaves the old message, so that the next Tab is not one of its
 * buttons. A touch opens no keyboard.
 */
function moveFocus(message, byKeyboard) {
  if (document.activeElement === input) {
    return;
  }
  if (!message.choices.length && (hasMouse || byKeyboard)) {
    input.focus({ preventScroll: true });
  } else if (byKeyboard || log.contains(document.activeElement)) {
    log.lastElementChild.focus({ preventScroll: true });
  }
}

/** Adds to the log and shows the beginning of what is too long for the screen, the end of what is not. */
function append(...bubbles) {
  const [first, newest] = [bubbles[0], bubbles.at(-1)];
  if (!first) {
    return;
  }
  log.append(...bubbles);
  const isLong = newest.offsetTop + newest.offsetHeight - first.offsetTop > log.clientHeight - 24;
  log.scrollTo({ top: isLong ? first.offsetTop - 12 : log.scrollHeight });
}

/** A tapped button is answered as if its label had been said. */
function tap(data, label, byKeyboard) {
  append(ownBubble(label, words));
  enqueue({ kind: "tap", tap: data }, byKeyboard);
}

/** Passes a link on: by the device's own means, else the clipboard, else as text to copy by hand. */
async function share(link) {
  const text = link.text ? `${link.text}\n${link.url}` : link.url;
  try {
    if (navigator.share) {
      await navigator.share({ text: link.text, url: link.url });
      return;
    }
    await navigator.clipboard.writeText(text);
    append(lineBubble(words.copied));
  } catch (error) {
    if (error.name !== "AbortError") {
      append(lineBubble(words.copyYourself, element("code", "address", link.url)));
    }
  }
}

function sendTyped() {
  const text = input.value.trim();
  if (text) {
    input.value = "";
    fit();
    append(ownBubble(text, words));
    enqueue({ kind: "text", text }, true);
  }
}

/**
 * A link may bring a one-time code behind the `#`, which no server sees. It is sent once, as if typed. Nothing else is:
 * any site may make such links.
 */
function sendCode() {
  const code = new URLSearchParams(location.hash.slice(1)).get("code") ?? "";
  if (CODE.test(code)) {
    history.replaceState(null, "", location.pathname + location.search);
    append(ownBubble(code, words));
    enqueue({ kind: "text", text: code }, false);
  }
}

/** The input grows with its text. */
function fit() {
  input.style.height = "auto";
  input.style.height = `${input.scrollHeight + input.offsetHeight - input.clientHeight}px`;
}

/** 128 random bits; crypto.randomUUID is missing where the page came by plain http. */
function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

composer.addEventListener("submit", (event) => {
  event.preventDefault();
  sendTyped();
});
attach.addEventListener("click", () => file.click());
file.addEventListener("change", () => {
  const [chosen] = file.files;
  if (chosen) {
    enqueueFile(chosen, hasMouse);
    file.value = "";
  }
});
input.addEventListener("input", fit);
input.addEventListener("keydown", (event) => {
  // While a word is being composed, Enter belongs to the input method.
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    sendTyped();
  }
});
enqueue({ kind: "greeting" }, false);
sendCode();
addEventListener("hashchange", sendCode);
