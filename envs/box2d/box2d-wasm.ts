/// <reference types="box2d-wasm" />

/** The Box2D classes, as box2d-wasm exports them, and the memory they live in. */
export type Box2DModule = typeof Box2D & EmscriptenModule;

let loaded: Promise<Box2DModule> | undefined;

/** Loads Box2D 2.4.1 (box2d-wasm) once; everyone shares it. */
export function loadBox2D(): Promise<Box2DModule> {
  loaded ??= instantiate();
  return loaded;
}

async function instantiate(): Promise<Box2DModule> {
  const { default: factory } = await import("box2d-wasm");
  // In Node, the module would try to `fetch` a file path. In a page it finds the file beside itself.
  const binary = binaryOnDisk();
  return withoutProcessHandlers(() => factory(binary ? { wasmBinary: binary } : {}));
}

/** The binary read from the package, in Node; undefined in a browser. */
function binaryOnDisk(): ArrayBuffer | undefined {
  const fs = globalThis.process?.getBuiltinModule?.("node:fs");
  if (!fs) return undefined;
  const file = fs.readFileSync(new URL(import.meta.resolve("box2d-wasm/dist/umd/Box2D.simd.wasm")));
  return new Uint8Array(file).buffer;
}

/** Calls a function and takes back the listeners for fatal errors that it put on the process (Node). */
function withoutProcessHandlers<Result>(call: () => Result): Result {
  const { process } = globalThis;
  if (!process?.listeners) return call();
  const events = ["uncaughtException", "unhandledRejection"] as const;
  const before = new Set<unknown>(events.flatMap((event) => process.rawListeners(event)));
  try {
    return call();
  } finally {
    for (const event of events) {
      for (const listener of process.rawListeners(event)) {
        if (!before.has(listener)) process.removeListener(event, listener as () => void);
      }
    }
  }
}
