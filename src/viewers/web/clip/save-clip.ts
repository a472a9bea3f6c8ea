import { element, formatNumber, onClick, setText } from "../pages/document.js";
import { saveFile } from "../pages/files.js";
import type { ClipAnswer, ClipEpisode, ClipRequest } from "./messages.js";

const TYPES = { mp4: "video/mp4", gif: "image/gif" } as const;

export interface SaveClipOptions {
  /** Makes clips; started for the first one. */
  readonly worker: () => Worker;
  /** What a clip would show now, and its file's name without an ending; undefined while there is nothing to show. */
  readonly clip: () => { readonly episodes: readonly ClipEpisode[]; readonly name: string } | undefined;
}

/** The button `clip`, which has the browser save a clip of what was to be seen; `clip-news` says how far it is. */
export function connectClip({ worker: start, clip }: SaveClipOptions): void {
  let worker: Worker | undefined;
  let isBusy = false;
  let name = "";
  const end = (news: string) => {
    isBusy = false;
    setText("clip-news", news);
  };
  const hear = (answer: ClipAnswer) => {
    if (answer.kind === "progress") {
      setText("clip-news", `Making the clip: ${formatNumber(100 * answer.share)} %`);
    } else if (answer.kind === "refused") {
      end(`No clip: ${answer.reason}`);
    } else {
      const { bytes, format, seconds } = answer;
      saveFile(`${name}.${format}`, new Blob([bytes], { type: TYPES[format] }));
      end(`${name}.${format}: ${formatNumber(seconds)} s, ${formatNumber(bytes.length / 1e6, 1)} MB`);
    }
  };
  onClick("clip", () => {
    const wanted = clip();
    if (isBusy) return;
    if (!wanted) return end("There is nothing to show yet.");
    isBusy = true;
    name = wanted.name;
    if (!worker) {
      worker = start();
      worker.addEventListener("message", ({ data }: MessageEvent<ClipAnswer>) => hear(data));
      worker.addEventListener("error", ({ message }) => end(`No clip: ${message}`));
    }
    setText("clip-news", "Making the clip: 0 %");
    worker.postMessage({ episodes: wanted.episodes } satisfies ClipRequest);
  });
  element<HTMLButtonElement>("clip").disabled = false;
}
