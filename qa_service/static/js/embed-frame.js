// The embedded panel's side of the frame: Escape closes it, and its button where it covers that of the page; it takes the focus when it
// is opened.

if (window.parent !== window) {
  const leave = document.getElementById("leave");
  const box = document.getElementById("question");
  // Nothing but the wish is told, so any page that may hold the frame may hear it.
  const close = () => window.parent.postMessage({ qa: "close" }, "*");

  leave.addEventListener("click", close);
  window.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing || document.querySelector("dialog[open]") || box.value) return;
    close();
  });
  window.addEventListener("message", (event) => {
    if (event.source !== window.parent || event.data?.qa !== "focus") return;
    leave.hidden = !event.data.covers;
    box.focus();
  });
}
