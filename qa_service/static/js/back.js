// The way back from an article to the answer that led here, in this tab.

const KEY = "qa.back";
const link = document.getElementById("back");

/** The address of the answer that was read last in this tab, null without one. */
function lastAnswer() {
  try {
    const address = sessionStorage.getItem(KEY);
    return address?.startsWith("/?") ? address : null;
  } catch {
    return null;
  }
}

const address = lastAnswer();
if (address) {
  link.href = address;
  link.hidden = false;
}
