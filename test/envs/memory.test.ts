import { expect } from "chai";
import { growingMemory } from "../../envs/memory.js";

const PAGE = 65536;

describe("growing memory", () => {
  const real = WebAssembly.Memory;
  afterEach(() => {
    WebAssembly.Memory = real;
  });

  /** A machine that sets addresses aside for so many pages at most. */
  function allow(pages: number): number[] {
    const asked: number[] = [];
    WebAssembly.Memory = class extends real {
      constructor(descriptor: WebAssembly.MemoryDescriptor) {
        asked.push(descriptor.maximum!);
        if (descriptor.maximum! > pages) throw new RangeError("out of memory");
        super(descriptor);
      }
    };
    return asked;
  }

  it("asks for all that WebAssembly can use", () => {
    const asked = allow(PAGE);
    const memory = growingMemory(3);
    expect(memory.buffer).to.be.instanceOf(SharedArrayBuffer);
    expect(memory.buffer.byteLength).to.equal(3 * PAGE);
    expect(asked).to.deep.equal([65536]);
  });

  it("is content with less", () => {
    const asked = allow(10_000);
    expect(growingMemory(1).grow(1)).to.equal(1);
    expect(asked).to.deep.equal([65536, 32768, 16384, 8192]);
  });

  it("gives up where there is next to nothing", () => {
    allow(100);
    expect(() => growingMemory(1)).to.throw(RangeError, "out of memory");
  });
});
