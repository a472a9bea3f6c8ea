import { element, setText } from "./document.js";

/** Has the browser save a text as a file. */
export function saveText(name: string, text: string, type = "application/json"): void {
  saveFile(name, new Blob([text], { type }));
}

/** Has the browser save a file. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

/** How long what came of a file is shown, in milliseconds. */
const NEWS = 8000;

/**
 * Opens a file that is chosen with the input `file`, or dropped anywhere on the page.
 * @param open gives a sentence on what came of it, or throws why nothing did; `file-news` shows it wherever the page is
 * scrolled to
 */
export function onFile(open: (file: File) => Promise<string>): void {
  let hiding: ReturnType<typeof setTimeout> | undefined;
  const tell = (news: string) => {
    setText("file-news", news);
    clearTimeout(hiding);
    hiding = setTimeout(() => setText("file-news", ""), NEWS);
  };
  const openFirst = (files: FileList | null | undefined) => {
    if (files?.[0]) open(files[0]).then(tell, (error: Error) => tell(error.message));
  };
  const input = element<HTMLInputElement>("file");
  input.addEventListener("change", () => {
    openFirst(input.files);
    // The same file may be chosen again.
    input.value = "";
  });
  onDrop((files) => openFirst(files));
}

/** Keeps the browser from leaving the page for a file that is dropped on it. */
export function onDrop(take: (files: FileList | undefined) => void = () => {}): void {
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => {
    event.preventDefault();
    take(event.dataTransfer?.files);
  });
}
