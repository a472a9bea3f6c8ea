/** Shows what a mark of a drawing says of itself as soon as the pointer is on it, instead of a second later. */
const label = document.createElement("div");
label.className = "label";
label.hidden = true;
document.body.append(label);

/** Shows a text beside the pointer; none hides it. */
export function say(text: string | undefined, event?: PointerEvent): void {
  label.hidden = text === undefined;
  if (text === undefined || !event) return;
  label.textContent = text;
  const left = Math.min(event.clientX + 14, innerWidth - label.offsetWidth - 8);
  label.style.left = `${left}px`;
  label.style.top = `${event.clientY + 14}px`;
}

// The browser's own labels would come on top of ours.
for (const title of document.querySelectorAll("svg title")) {
  const mark = title.parentElement!;
  mark.dataset.says = title.textContent ?? "";
  title.remove();
}

document.addEventListener("pointermove", (event) => {
  if (event.target instanceof HTMLCanvasElement) return;
  const mark = event.target instanceof Element ? event.target.closest<SVGElement>("[data-says]") : null;
  say(mark?.dataset.says, event);
});
