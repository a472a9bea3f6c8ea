import { PassThrough } from "node:stream";
import type { WriteStream } from "node:tty";
import { expect } from "chai";
import { make } from "../../../../envs/index.js";
import { Ride } from "../../../../src/rollout/ride.js";
import { scene, show } from "../../../../src/viewers/terminal/theatre.js";

/** The other screen and no cursor; the cursor and the usual screen (xterm's control sequences). */
const TAKE_SCREEN = "\x1b[?1049h\x1b[?25l";
const GIVE_BACK = "\x1b[?25h\x1b[?1049l";

describe("the show in the terminal", () => {
  let env: Awaited<ReturnType<typeof openEnvironment>>;
  before(async () => {
    env = await openEnvironment();
  });
  after(() => env.close());

  const newRide = () => new Ride(env, { act: () => [0.5, 1, 0] }, 5);
  const newTerminal = () =>
    Object.assign(new PassThrough(), { columns: 30, rows: 12 }) as unknown as WriteStream;

  it("draws the picture, the score and the action within the terminal", () => {
    const ride = newRide();
    ride.advance();
    const lines = scene(ride, "best.json", { columns: 30, rows: 12 });
    expect(lines).to.have.length(12);
    for (const line of lines.slice(0, 10)) expect(line.split("▀")).to.have.length(31);
    expect(lines[10]).to.equal(
      `\x1b[1m${ride.state.score.toFixed(1).padStart(6)}\x1b[0m  step 1  track 5  best.json`,
    );
    expect(lines[11]).to.equal("steer ░░░░░░│███░░░  gas ████████████  brake ░░░░░░░░░░░░");
  });

  it("drives all episodes and gives the terminal back", async () => {
    const stream = newTerminal();
    const ride = newRide();
    const { signal } = new AbortController();
    await show({ ride, driver: "expert", episodes: 2, speed: 10, stream, signal });
    expect(ride.finished.map(({ seed }) => seed)).to.deep.equal([5, 6]);
    const written = String((stream as unknown as PassThrough).read());
    expect(written.startsWith(TAKE_SCREEN)).to.equal(true);
    expect(written).to.include("track 6");
    expect(written.endsWith(GIVE_BACK)).to.equal(true);
  });

  it("uses the terminal's graphics, and leaves none behind", async () => {
    const { signal } = new AbortController();
    const graphics = [
      { kind: "kitty", begin: "\x1b_Ga=T", end: `\x1b_Ga=d,d=I,i=1,q=2\x1b\\` },
      { kind: "sixel", cellWidth: 2, cellHeight: 4, begin: "\x1bP", end: "\x1b\\" },
    ] as const;
    for (const { begin, end, ...kind } of graphics) {
      const stream = newTerminal();
      // Read all the time: a picture is more than a pipe holds.
      let written = "";
      stream.on("data", (bytes: Buffer) => {
        written += bytes.toString("latin1");
      });
      const options = { ride: newRide(), driver: "expert", episodes: 1, speed: 10, signal };
      await show({ ...options, stream, graphics: kind });
      expect(written).to.include(begin).and.include(end).and.include("track 5").and.not.include("▀");
      expect(written.endsWith(GIVE_BACK)).to.equal(true);
    }
  });

  it("ends early when it is told to, and gives the terminal back", async () => {
    const stream = newTerminal();
    const controller = new AbortController();
    const act = () => {
      controller.abort();
      return [0, 0, 0];
    };
    const ride = new Ride(env, { act }, 5);
    await show({ ride, driver: "expert", episodes: 1, speed: 1, stream, signal: controller.signal });
    expect(ride.state.step).to.equal(1);
    expect(String((stream as unknown as PassThrough).read()).endsWith(GIVE_BACK)).to.equal(true);
  });
});

function openEnvironment() {
  return make("CarRacing-v3", { maxEpisodeSteps: 5 });
}
