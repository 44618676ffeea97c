// Bubbles of the chat as DOM elements. All text goes in as text, never as markup.

/** A longer value stands beneath its label instead of beside it. */
const BESIDE_LABEL = 24;

/** An element with a class and its content (elements and texts); the direction of a text is its own. */
export function element(name, className, ...content) {
  const made = document.createElement(name);
  made.className = className;
  made.append(...content);
  if (content.some((item) => typeof item === "string")) {
    made.dir = "auto";
  }
  return made;
}

/** What the officer said or tapped. */
export function ownBubble(text, words) {
  return element("article", "bubble own", element("span", "unseen", words.you), element("p", "", text));
}

/** A quiet line in the middle. */
export function lineBubble(text, ...more) {
  return element("div", "line", element("p", "", text), ...more);
}

/** Three dots while an answer is on its way. */
export function thinkingBubble(words) {
  const bubble = element("div", "bubble bot thinking", element("i", ""), element("i", ""), element("i", ""));
  bubble.setAttribute("role", "img");
  bubble.setAttribute("aria-label", words.thinking);
  return bubble;
}

/** A message of the conversation with its buttons; `actions` are `tap` and `share`. */
export function botBubble(message, words, actions) {
  const bubble = element(
    "article",
    "bubble bot",
    ...(message.progress ? [progressBar(message.progress, words)] : []),
    ...(message.title ? [element("h2", "", message.title)] : []),
    ...message.blocks.map((block) => (block.type === "section" ? section(block, actions) : paragraph(block))),
    ...row("links", message.links, (link) => linkButton(link, words, actions)),
    ...row("choices", message.choices, (choice) => choiceButton(choice, words, actions)),
    ...row("controls", message.controls, (control) => tapButton("control", control, actions, control.label)),
    ...row("pages", message.pages, (page) => newTab("page-link", page, words)),
  );
  bubble.tabIndex = -1;
  bubble.setAttribute("aria-label", message.summary);
  return bubble;
}

function row(className, items, make) {
  return items.length ? [element("div", className, ...items.map(make))] : [];
}

function progressBar(progress, words) {
  const bar = element("progress", "");
  bar.max = progress.total;
  bar.value = progress.done;
  bar.setAttribute("aria-label", words.progress);
  return element("div", "progress", element("span", "", `${progress.done}/${progress.total}`), bar);
}

function paragraph(block) {
  return element(block.role === "heading" ? "h3" : "p", block.role, block.text);
}

function section(block, actions) {
  const title = block.title ? [element("h3", "heading", block.title)] : [];
  const list = element("ul", "", ...block.entries.map((entry) => element("li", "", entryRow(entry, actions))));
  return element("section", "section", ...title, list);
}

function entryRow(entry, actions) {
  const isBeneath = entry.level === null && (entry.tap || entry.value.length > BESIDE_LABEL);
  const look = isBeneath ? "entry beneath" : "entry";
  const mark = entry.level === null ? "value" : `value mark level-${entry.level}`;
  const parts = [
    ...(entry.number ? [element("span", "number", entry.number)] : []),
    element("span", "name", entry.label),
    ...(entry.value ? [element("span", mark, entry.value)] : []),
    ...(entry.detail ? [element("span", "detail", entry.detail)] : []),
  ];
  return entry.tap ? tapButton(look, entry, actions, ...parts) : element("div", look, ...parts);
}

function choiceButton(choice, words, actions) {
  const look = choice.level === null ? choice.style : `level-${choice.level}`;
  const text = [
    element("b", "", choice.label),
    ...(choice.chosen ? [element("small", "given", `✓ ${words.chosen}`)] : []),
    ...(choice.detail ? [element("span", "detail", choice.detail)] : []),
  ];
  const badge = choice.number ? [element("span", "badge", choice.number)] : [];
  const className = `choice ${look}${choice.chosen ? " chosen" : ""}`;
  return tapButton(className, choice, actions, ...badge, element("span", "text", ...text));
}

/** A button that stays usable however old its bubble is. `detail` of a click is 0 where the keyboard made it. */
function tapButton(className, item, actions, ...content) {
  return button(className, (event) => actions.tap(item.tap, item.label, event.detail === 0), ...content);
}

function button(className, onClick, ...content) {
  const made = element("button", className, ...content);
  made.type = "button";
  made.addEventListener("click", (event) => {
    made.classList.add("tapped");
    onClick(event);
  });
  return made;
}

function linkButton(link, words, actions) {
  if (link.purpose === "share") {
    return button("link share", () => actions.share(link), link.label);
  }
  if (link.purpose === "clipboard") {
    return element("p", "copied", `${link.label}: `, element("span", "selected", link.text));
  }
  return newTab(`link ${link.purpose}`, link, words);
}

function newTab(className, link, words) {
  const anchor = element("a", className, link.label, element("span", "unseen", ` ${words.newTab}`));
  anchor.href = link.url;
  anchor.target = "_blank";
  anchor.rel = "noopener noreferrer";
  return anchor;
}
