/**
 * What a page may load and do, as a Content-Security-Policy: its own files, and compiling WebAssembly. The server sends
 * it; the pages of the static site carry it along.
 */
export const CONTENT_POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'";
