// The embedded panel's side of the frame: Escape and its button close it, and it takes the focus when it is opened.

if (window.parent !== window) {
  const leave = document.getElementById("leave");
  const box = document.getElementById("question");
  // Nothing but the wish is told, so any page that may hold the frame may hear it.
  const close = () => window.parent.postMessage({ qa: "close" }, "*");

  leave.hidden = false;
  leave.addEventListener("click", close);
  window.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing || document.querySelector("dialog[open]") || box.value) return;
    close();
  });
  window.addEventListener("message", (event) => {
    if (event.source === window.parent && event.data?.qa === "focus") box.focus();
  });
}
