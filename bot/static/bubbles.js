// Bubbles of the chat as DOM elements. All text goes in as text, never as markup.

/** A longer value stands beneath its label instead of beside it. */
const BESIDE_LABEL = 24;

/** An element with a class and a text; the text's own direction counts. */
export function element(name, className, text) {
  const made = document.createElement(name);
  if (className) {
    made.className = className;
  }
  if (text !== undefined) {
    made.dir = "auto";
    made.textContent = text;
  }
  return made;
}

/** What the officer said or tapped. */
export function ownBubble(text, words) {
  const bubble = element("article", "bubble own");
  bubble.append(element("span", "unseen", words.you), element("p", "", text));
  return bubble;
}

/** A quiet line in the middle. */
export function lineBubble(text, ...more) {
  const line = element("div", "line");
  line.append(element("p", "", text), ...more);
  return line;
}

/** Three dots while an answer is on its way. */
export function thinkingBubble(words) {
  const bubble = element("div", "bubble bot thinking");
  bubble.setAttribute("role", "img");
  bubble.setAttribute("aria-label", words.thinking);
  bubble.append(element("i"), element("i"), element("i"));
  return bubble;
}

/** A message of the conversation with its buttons; `actions` are `tap` and `share`. */
export function botBubble(message, words, actions) {
  const bubble = element("article", "bubble bot");
  bubble.tabIndex = -1;
  bubble.setAttribute("aria-label", message.summary);
  if (message.progress) {
    bubble.append(progressBar(message.progress, words));
  }
  if (message.title) {
    bubble.append(element("h2", "", message.title));
  }
  bubble.append(...message.blocks.map((block) => (block.type === "section" ? section(block, actions) : paragraph(block))));
  bubble.append(...row("links", message.links, (link) => linkButton(link, words, actions)));
  bubble.append(...row("choices", message.choices, (choice) => choiceButton(choice, words, actions)));
  bubble.append(...row("controls", message.controls, (control) => controlButton(control, actions)));
  return bubble;
}

function row(className, items, make) {
  if (!items.length) {
    return [];
  }
  const made = element("div", className);
  made.append(...items.map(make));
  return [made];
}

function progressBar(progress, words) {
  const box = element("div", "progress");
  const bar = element("progress");
  bar.max = progress.total;
  bar.value = progress.done;
  bar.setAttribute("aria-label", words.progress);
  box.append(element("span", "", `${progress.done}/${progress.total}`), bar);
  return box;
}

function paragraph(block) {
  return element(block.role === "heading" ? "h3" : "p", block.role, block.text);
}

function section(block, actions) {
  const box = element("section", "section");
  if (block.title) {
    box.append(element("h3", "heading", block.title));
  }
  const list = element("ul");
  list.append(...block.entries.map((entry) => entryRow(entry, actions)));
  box.append(list);
  return box;
}

function entryRow(entry, actions) {
  const item = element("li");
  const isBeneath = entry.level === null && (entry.tap || entry.value.length > BESIDE_LABEL);
  const look = isBeneath ? "entry beneath" : "entry";
  const content = entry.tap ? tapButton(look, entry, actions) : element("div", look);
  if (entry.number) {
    content.append(element("span", "number", entry.number));
  }
  content.append(element("span", "name", entry.label));
  if (entry.value) {
    content.append(element("span", entry.level === null ? "value" : `value mark level-${entry.level}`, entry.value));
  }
  item.append(content);
  return item;
}

function choiceButton(choice, words, actions) {
  const style = choice.level === null ? choice.style : `level-${choice.level}`;
  const button = tapButton(`choice ${style}${choice.chosen ? " chosen" : ""}`, choice, actions);
  if (choice.number) {
    button.append(element("span", "badge", choice.number));
  }
  const text = element("span", "text");
  text.append(element("b", "", choice.label));
  if (choice.chosen) {
    text.append(element("small", "given", `✓ ${words.chosen}`));
  }
  if (choice.detail) {
    text.append(element("span", "detail", choice.detail));
  }
  button.append(text);
  return button;
}

function controlButton(control, actions) {
  const button = tapButton("control", control, actions);
  button.append(element("span", "", control.label));
  return button;
}

/** A button that stays usable however old its bubble is. `detail` of a click is 0 where the keyboard made it. */
function tapButton(className, item, actions) {
  const button = element("button", className);
  button.type = "button";
  button.addEventListener("click", (event) => {
    button.classList.add("tapped");
    actions.tap(item.tap, item.label, event.detail === 0);
  });
  return button;
}

function linkButton(link, words, actions) {
  if (link.purpose === "share") {
    const button = element("button", "link share", link.label);
    button.type = "button";
    button.addEventListener("click", () => actions.share(link));
    return button;
  }
  const anchor = element("a", "link open", link.label);
  anchor.href = link.url;
  anchor.target = "_blank";
  anchor.rel = "noopener noreferrer";
  anchor.append(element("span", "unseen", ` ${words.newTab}`));
  return anchor;
}
