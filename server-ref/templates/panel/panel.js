// What a page cannot do by itself. Everything works without it.

document.addEventListener('click', async (event) => {
  const button = event.target.closest?.('button[data-copy]');
  if (!button) return;
  const source = document.getElementById(button.dataset.copy);
  const words = button.textContent;
  try {
    await navigator.clipboard.writeText(source.textContent);
    button.textContent = 'Copied';
  } catch {
    // Without permission the text is selected, to be copied by hand.
    getSelection().selectAllChildren(source);
    button.textContent = 'Selected';
  }
  setTimeout(() => { button.textContent = words; }, 2000);
});

// Copying needs a script, so the buttons come with it.
for (const button of document.querySelectorAll('button[data-copy]')) button.hidden = false;

// A form that failed: to the first field that is at fault.
document.querySelector('[aria-invalid="true"]')?.focus();
