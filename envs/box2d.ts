/// <reference types="box2d-wasm" />

/** The Box2D classes, as box2d-wasm exports them, and the memory they live in. */
export type Box2DModule = typeof Box2D & EmscriptenModule;

let loaded: Promise<Box2DModule> | undefined;
let given: Uint8Array | undefined;

/**
 * Hands over the bytes of `box2d-wasm/dist/es/Box2D.simd.wasm`, for pages whose bundler does not serve that file.
 * Call it before the first environment is made. In Node it is not needed.
 */
export function provideBox2D(binary: Uint8Array): void {
  given = binary;
}

/** Loads Box2D 2.4.1 (box2d-wasm) once; everyone shares it. */
export function loadBox2D(): Promise<Box2DModule> {
  loaded ??= instantiate();
  return loaded;
}

async function instantiate(): Promise<Box2DModule> {
  const { default: factory } = await import("box2d-wasm");
  // In Node, the module would try to `fetch` a file path.
  const binary = given ?? binaryOnDisk();
  return withoutProcessHandlers(() => factory(binary ? { wasmBinary: binary.slice().buffer } : {}));
}

/** The binary read from the package, in Node; undefined in a browser. */
function binaryOnDisk(): Uint8Array | undefined {
  const fs = globalThis.process?.getBuiltinModule?.("node:fs");
  return fs?.readFileSync(new URL(import.meta.resolve("box2d-wasm/dist/umd/Box2D.simd.wasm")));
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
