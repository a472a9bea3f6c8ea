import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { CONTENT_POLICY } from "./content-policy.js";

/** A secret that only the printed address holds: 128 random bits, fit for a URL. */
export function newToken(): string {
  return randomBytes(16).toString("base64url");
}

const digest = (text: string) => createHash("sha256").update(text).digest();

/**
 * Splits the secret off a request's path, `/TOKEN/rest?query`, and gives `/rest?query`; undefined when the secret is
 * wrong. It leads the path so that the relative links of the pages carry it along without a cookie.
 */
export function withoutToken(url: string, token: string): string | undefined {
  const end = url.indexOf("/", 1);
  if (end < 0 || !timingSafeEqual(digest(url.slice(1, end)), digest(token))) return undefined;
  return url.slice(end);
}

/**
 * Whether a request was meant for this server and comes from its own pages. `Host` must name this machine: another
 * name that resolves to it is DNS rebinding. `Origin` must be the same place: a page from elsewhere sends its own.
 *
 * @param origin Browsers send `Origin` with every WebSocket, so there it is `"required"`; when loading a page they
 * leave it out.
 */
export function isOurs(headers: IncomingHttpHeaders, port: number, origin: "required" | "optional"): boolean {
  const { host } = headers;
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) return false;
  if (headers.origin === undefined) return origin === "optional";
  return headers.origin === `http://${host}`;
}

/** Sent with every answer: nothing from elsewhere is loaded, and no other page can embed or read this one. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "Content-Security-Policy": `${CONTENT_POLICY}; frame-ancestors 'none'`,
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};
