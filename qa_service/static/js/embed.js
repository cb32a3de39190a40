// The chat in a page of others: <script src="https://…/embed.js" defer data-title data-colour data-side data-lang …>.
// A button, and behind it a panel with a frame; in a shadow tree, so that neither page's styles reach the other.

(function () {
  const script = document.currentScript;
  if (!script || document.querySelector("[data-qa-embed]")) return;
  const set = script.dataset;
  const service = new URL(script.src).origin;
  // Written by the server: {texts: {language: {title, close}}} of the catalogues, {letter, unit} of qa_service/web/rendering/bidi.py.
  const { texts, letter, unit } = FROM_THE_SERVER;
  const wanted = [set.lang, document.documentElement.lang].map((each) => each?.split("-")[0].toLowerCase());
  const lang = wanted.find((each) => each in texts) ?? "ar";
  const title = set.title || texts[lang].title;
  const closing = texts[lang].close;
  let loaded = false;
  const MANY = { documentId: "document_id", publisher: "publisher", tags: "tags", language: "language" };
  const NARROW = "(max-width: 30rem)"; // the panel fills the screen and covers the button
  const ONE = { dateFrom: "date_from", dateTo: "date_to" };

  function address() {
    const panel = new URL("/embed", service);
    panel.searchParams.set("lang", lang);
    panel.searchParams.set("title", title);
    for (const [name, parameter] of Object.entries(MANY)) {
      for (const value of (set[name] ?? "").split("|")) if (value.trim()) panel.searchParams.append(parameter, value.trim());
    }
    for (const [name, parameter] of Object.entries(ONE)) if (set[name]) panel.searchParams.set(parameter, set[name]);
    return panel.href;
  }

  const styles = new CSSStyleSheet(); // made in script: a page whose policy forbids inline styles takes it
  styles.replaceSync(`
    :host { all: initial; }
    * { box-sizing: border-box; }
    button { font: 600 1rem/1.5 system-ui, sans-serif; }
    .open { position: fixed; inset-block-end: 1rem; inset-inline-end: 1rem; z-index: 2147483000; display: inline-flex; align-items: center;
      min-block-size: 3rem; max-inline-size: calc(100vw - 2rem); padding: .5rem 1.25rem; border: 2px solid #fff; border-radius: 999px;
      background: var(--qa-embed-colour, #0b6b53); color: var(--qa-embed-ink, #fff); cursor: pointer; box-shadow: 0 2px 10px rgb(0 0 0 / 30%); }
    .start .open { inset-inline: 1rem auto; }
    :focus-visible { outline: 3px solid var(--qa-embed-colour, #0b6b53); outline-offset: 3px; }
    .panel { position: fixed; inset-block-end: 5rem; inset-inline-end: 1rem; z-index: 2147483001; inline-size: min(26rem, 100vw - 2rem);
      block-size: min(42rem, 100dvh - 6rem); border: 1px solid #8a938e; border-radius: 1rem; overflow: hidden; background: #f6f5f0;
      box-shadow: 0 6px 30px rgb(0 0 0 / 35%); }
    .start .panel { inset-inline: 1rem auto; }
    .panel[hidden] { display: none; }
    iframe { display: block; inline-size: 100%; block-size: 100%; border: 0; }
    @media ${NARROW} {
      .opened .open { visibility: hidden; }
      .panel, .start .panel { inset: 0; inline-size: 100%; block-size: 100%; border: 0; border-radius: 0; }
    }
    @media print { .open, .panel { display: none; } }`);

  const host = document.createElement("div");
  host.dataset.qaEmbed = "";
  const tree = host.attachShadow({ mode: "open" });
  tree.adoptedStyleSheets = [styles];
  const frame = document.createElement("iframe");
  frame.title = title;
  frame.allow = "clipboard-write";
  const panel = document.createElement("div");
  panel.className = "panel";
  panel.id = "panel";
  panel.setAttribute("role", "dialog");
  panel.setAttribute("aria-label", title);
  panel.hidden = true;
  panel.append(frame);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "open";
  button.setAttribute("aria-expanded", "false");
  button.setAttribute("aria-controls", "panel");
  const root = document.createElement("div");
  root.lang = lang;
  root.dir = lang === "ar" ? "rtl" : "ltr";
  if (set.side === "start") root.className = "start";
  label(title);
  root.append(button, panel);
  tree.append(root);

  function paint() {
    if (!set.colour || !CSS.supports("color", set.colour)) return;
    root.style.setProperty("--qa-embed-colour", set.colour);
    const [red, green, blue] = getComputedStyle(button).backgroundColor.match(/[\d.]+/g).map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    const light = 0.2126 * red + 0.7152 * green + 0.0722 * blue; // WCAG 2.2, relative luminance
    root.style.setProperty("--qa-embed-ink", (light + 0.05) ** 2 > 1.05 * 0.05 ? "#000" : "#fff");
  }

  /** Words on the button; in Arabic, what stands left to right as one is isolated. */
  function label(words) {
    const isArabic = new RegExp(letter).test(words);
    const parts = isArabic ? words.split(new RegExp(`(${unit})`)) : [words]; // every second one is a unit
    const line = document.createElement("span");
    line.append(...parts.map((part, place) => {
      if (place % 2 === 0) return part;
      return Object.assign(document.createElement("bdi"), { dir: "ltr", textContent: part });
    }));
    button.replaceChildren(line);
    button.dir = isArabic ? "rtl" : "auto";
  }

  function show(isOpen) {
    if (isOpen && !frame.src) frame.src = address();
    panel.hidden = !isOpen;
    button.setAttribute("aria-expanded", String(isOpen));
    root.classList.toggle("opened", isOpen);
    label(isOpen ? closing : title);
    if (isOpen) focus();
    else button.focus();
  }

  function focus() {
    frame.focus();
    if (loaded) frame.contentWindow.postMessage({ qa: "focus", covers: window.matchMedia(NARROW).matches }, service);
  }

  button.addEventListener("click", () => show(panel.hidden));
  frame.addEventListener("load", () => {
    loaded = Boolean(frame.src); // an empty frame is loaded when it is put into the page
    if (loaded && !panel.hidden) focus();
  });
  window.addEventListener("message", (event) => {
    if (event.source === frame.contentWindow && event.origin === service && event.data?.qa === "close") show(false);
  });
  tree.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.hidden) show(false);
  });

  const place = () => {
    document.body.append(host);
    paint();
  };
  if (document.body) place();
  else document.addEventListener("DOMContentLoaded", place);
})();
