// What the reader limits answers to: dates, a section, a publisher; the fields of the page's form.

const panel = document.getElementById("filters");
const fields = () => [...(panel?.querySelectorAll("input, select") ?? [])];

/** The filters that are set, as members of `filters` of /ask; null without any. */
export function chosenFilters() {
  const set = fields().filter((each) => each.value && each.validity.valid);
  if (!set.length) return null;
  return Object.fromEntries(set.map((each) => [each.name, each.type === "date" ? each.value : [each.value]]));
}

panel?.addEventListener("change", () => panel.toggleAttribute("data-active", chosenFilters() !== null));
panel?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !panel.open) return;
  panel.open = false;
  panel.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  if (panel?.open && !panel.contains(event.target)) panel.open = false;
});
