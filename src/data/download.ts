import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { prepareWritableFolder } from "../writable-folder.js";
import { faultOf, sizeOf } from "./inspect.js";
import { type DataFile, SourceError } from "./stored-data-set.js";

/** What has arrived so far has this after its name. */
export const PARTIAL = ".part";

/** A connection that breaks is taken up again, up to so many times in a row without anything new. */
const RETRIES = 4;

export interface DownloadOptions {
  readonly signal?: AbortSignal;
  /** Bytes that are here, those of an earlier try included. */
  readonly onProgress?: (bytes: number) => void;
}

/**
 * Fetches a file over HTTP. It goes on where an earlier call stopped, if the server knows ranges; it gets its name when
 * its length and SHA-256 are right, so that nobody ever sees half of it.
 * @throws SourceError when the address is out of reach or gives another file; what has arrived stays for the next call,
 *   unless it is wrong
 */
export async function download(
  url: string,
  path: string,
  file: DataFile,
  { signal, onProgress }: DownloadOptions = {},
): Promise<void> {
  const partial = `${path}${PARTIAL}`;
  await prepareWritableFolder(dirname(path));
  let furthest = -1;
  for (let retries = RETRIES; ; retries--) {
    const start = (await sizeOf(partial)) ?? 0;
    if (start > furthest) {
      furthest = start;
      retries = RETRIES;
    }
    const cut =
      start < file.bytes ? await append(url, partial, { start, file, signal, onProgress }) : undefined;
    if (!cut) {
      const fault = await faultOf(partial, file);
      if (!fault) break;
      await rm(partial, { force: true });
      // What was left from an earlier try may be to blame.
      if (start === 0 || retries === 0) throw new SourceError(`${url} gave another file: ${fault.clause}`);
    } else if (retries === 0) {
      throw new SourceError(`${url} cannot be read: ${reasonOf(cut)}`);
    }
  }
  await rename(partial, path);
}

interface Request extends DownloadOptions {
  readonly start: number;
  readonly file: DataFile;
}

/**
 * Asks for a file from byte `start` on and appends what comes.
 * @returns the error that cut the connection, if one did
 */
async function append(
  url: string,
  partial: string,
  { start, file, signal, onProgress }: Request,
): Promise<unknown> {
  let output: FileHandle | undefined;
  try {
    const response = await request(url, start, signal);
    const range = response.status === 206 ? response.headers.get("content-range") : undefined;
    const isRest = range?.startsWith(`bytes ${start}-`);
    output = await open(partial, isRest ? "a" : "w");
    let bytes = isRest ? start : 0;
    for await (const chunk of response.body ?? []) {
      await output.appendFile(chunk);
      bytes += chunk.length;
      onProgress?.(bytes);
      if (bytes > file.bytes) break;
    }
    // Before it gets its name: after a power cut there must be no whole name with half a file.
    await output.sync();
    return undefined;
  } catch (error) {
    if (signal?.aborted || error instanceof SourceError || isOfFileSystem(error)) throw error;
    return error;
  } finally {
    await output?.close();
  }
}

async function request(url: string, start: number, signal?: AbortSignal): Promise<Response> {
  // Compressed on its way, the ranges would be those of other bytes.
  const headers = { "accept-encoding": "identity", ...(start > 0 && { range: `bytes=${start}-` }) };
  const response = await fetch(url, { headers, signal }).catch((error: unknown) => {
    if (signal?.aborted || isCut(error)) throw error;
    throw new SourceError(`${url} is out of reach: ${reasonOf(error)}`);
  });
  if (response.ok) return response;
  await response.body?.cancel();
  throw new SourceError(`${url} answers ${response.status} ${response.statusText}`.trimEnd());
}

/** Whether a connection broke that had been there. */
const isCut = (error: unknown) => ["UND_ERR_SOCKET", "ECONNRESET"].includes(reasonOf(error));

const isOfFileSystem = (error: unknown) => error instanceof Error && "syscall" in error;

/** `fetch` says no more than "fetch failed"; why is in the cause. */
function reasonOf(error: unknown): string {
  const { cause } = error as { cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? String(error);
}
