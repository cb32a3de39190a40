// A button that waits: it can't be pressed until its seconds have run down.

function enable(element, address, isEnabled) {
  element.disabled = !isEnabled;
  if (address === null) return;
  element.role = "link"; // one without an address would be none
  element.setAttribute("aria-disabled", String(!isEnabled));
  if (isEnabled) element.setAttribute("href", address);
  else element.removeAttribute("href");
}

/** Count down on a button, or on a link, which has no address meanwhile; `write` gives a number as it is shown. */
export function countDown(element, seconds, write = String) {
  const end = Date.now() + seconds * 1000; // of the clock: a page in the background ticks seldom
  const address = element.getAttribute("href");
  const left = document.createElement("span");
  left.setAttribute("aria-hidden", "true"); // an alert would be read out anew with every second
  element.append(left);
  const tick = () => {
    const rest = Math.ceil((end - Date.now()) / 1000);
    enable(element, address, rest <= 0);
    left.textContent = rest > 0 ? `(${write(rest)})` : "";
    if (rest > 0) setTimeout(tick, 250);
    else left.remove();
  };
  tick();
}

for (const each of document.querySelectorAll("[data-wait]")) countDown(each, Number(each.dataset.wait));
