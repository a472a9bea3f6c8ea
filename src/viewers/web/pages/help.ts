import { element, setText } from "./document.js";
import { onKeys, setShortcuts, shortcutsAreOn } from "./keyboard.js";

const NAMES: Readonly<Record<string, string>> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  Escape: "Esc",
  Plus: "+",
};

/**
 * The dialog that explains a page: the words of its template `about`, and the keys of its controls as
 * `aria-keyshortcuts` says. The button `help-open` and the key ? open it.
 */
export function connectHelp(): void {
  const dialog = element<HTMLDialogElement>("help-dialog");
  const words = document.getElementById("about") as HTMLTemplateElement | null;
  if (words) element("help-words").append(words.content.cloneNode(true));
  const open = () => {
    listKeys();
    dialog.showModal();
  };
  element("help-open").addEventListener("click", open);
  element("help-close").addEventListener("click", () => dialog.close());
  const box = element<HTMLInputElement>("letters");
  box.checked = shortcutsAreOn();
  box.addEventListener("change", () => setShortcuts(box.checked));
  onKeys({ "?": open });
}

/** The keys of all controls that are to be seen. */
function listKeys(): void {
  const rows = [...document.querySelectorAll<HTMLElement>("[aria-keyshortcuts]")]
    .filter((each) => each.checkVisibility() && !each.closest("dialog"))
    .map((each) => {
      const row = document.createElement("div");
      const keys = document.createElement("dt");
      const meaning = document.createElement("dd");
      for (const key of each.getAttribute("aria-keyshortcuts")!.split(" ")) {
        const made = document.createElement("kbd");
        made.textContent = NAMES[key] ?? key;
        keys.append(made, " ");
      }
      meaning.textContent = nameOf(each);
      row.append(keys, meaning);
      return row;
    });
  element("help-keys").replaceChildren(...rows);
  setText("help-title", document.querySelector("h1")!.textContent!.trim());
}

/** What a control is called, without the keys that stand on it. */
function nameOf(control: HTMLElement): string {
  const shown = control.closest("label") ?? control;
  const copy = shown.cloneNode(true) as HTMLElement;
  for (const each of copy.querySelectorAll("kbd, input, .figure")) each.remove();
  return copy.textContent!.trim();
}
