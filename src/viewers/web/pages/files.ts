import { element } from "./document.js";

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

/** Calls back with a file that is chosen with the input `file`, or dropped anywhere on the page. */
export function onFile(open: (file: File) => void): void {
  const openFirst = (files: FileList | null | undefined) => {
    if (files?.[0]) open(files[0]);
  };
  const input = element<HTMLInputElement>("file");
  input.addEventListener("change", () => openFirst(input.files));
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => {
    event.preventDefault();
    openFirst(event.dataTransfer?.files);
  });
}
