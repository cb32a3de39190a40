// Runs before the page is drawn: theme and text size as chosen, and the sign that scripts run.
(function () {
  const root = document.documentElement;
  root.dataset.scripts = "";
  try {
    const chosen = JSON.parse(localStorage.getItem("qa.preferences")) || {};
    if (chosen.theme === "light" || chosen.theme === "dark") root.dataset.theme = chosen.theme;
    if (chosen.size === "large" || chosen.size === "larger") root.dataset.size = chosen.size;
  } catch {
    // no store, or nothing sensible in it: the defaults hold
  }
})();
