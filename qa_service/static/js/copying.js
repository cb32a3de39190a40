// Buttons that copy what an element holds: <button data-copies="ID" data-copied="what it says then">.

for (const button of document.querySelectorAll("[data-copies]")) {
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent);
      button.textContent = button.dataset.copied;
    } catch {
      // The browser refused: the text can still be selected.
    }
  });
}
