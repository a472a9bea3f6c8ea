import { PassThrough } from "node:stream";
import type { WriteStream } from "node:tty";
import { expect } from "chai";
import { adapter } from "../../../../src/adapters/car-racing/adapter.js";
import { openEnv } from "../../../../src/adapters/environments.js";
import { actionNamesOf } from "../../../../src/recordings/statistics.js";
import { LiveEpisode } from "../../../../src/rollout/rollout.js";
import { sceneLines, show } from "../../../../src/viewers/terminal/terminal-viewer.js";

/** The other screen and no cursor; the cursor and the usual screen (xterm's control sequences). */
const TAKE_SCREEN = "\x1b[?1049h\x1b[?25l";
const GIVE_BACK = "\x1b[?25h\x1b[?1049l";

describe("the show in the terminal", () => {
  let env: Awaited<ReturnType<typeof openEnvironment>>;
  before(async () => {
    env = await openEnvironment();
  });
  after(() => env.close());

  const names = () => actionNamesOf(env, adapter);
  const newEpisode = () => new LiveEpisode(env, { predict: () => [0.5, 1, 0] }, 5);
  const newTerminal = () =>
    Object.assign(new PassThrough(), { columns: 30, rows: 12 }) as unknown as WriteStream;

  it("draws the image, the score and the action within the terminal", () => {
    const live = newEpisode();
    live.advance();
    const lines = sceneLines({ live, agent: "best.json", names: names() }, { columns: 30, rows: 12 });
    expect(lines).to.have.length(12);
    for (const line of lines.slice(0, 10)) expect(line.split("▀")).to.have.length(31);
    expect(lines[10]).to.equal(
      `\x1b[1m${live.state.return.toFixed(1).padStart(6)}\x1b[0m  step 1  seed 5  best.json`,
    );
    expect(lines[11]).to.equal("steer ░░░░░░│███░░░  gas ████████████  brake ░░░░░░░░░░░░");
  });

  it("drives all episodes and gives the terminal back", async () => {
    const stream = newTerminal();
    const live = newEpisode();
    const { signal } = new AbortController();
    await show({ live, agent: "expert", names: names(), episodes: 2, speed: 10, stream, signal });
    expect(live.finished.map(({ seed }) => seed)).to.deep.equal([5, 6]);
    const written = String((stream as unknown as PassThrough).read());
    expect(written.startsWith(TAKE_SCREEN)).to.equal(true);
    expect(written).to.include("seed 6");
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
      // Read all the time: an image is more than a pipe holds.
      let written = "";
      stream.on("data", (bytes: Buffer) => {
        written += bytes.toString("latin1");
      });
      const options = { live: newEpisode(), agent: "expert", names: names(), episodes: 1, speed: 10, signal };
      await show({ ...options, stream, graphics: kind });
      expect(written).to.include(begin).and.include(end).and.include("seed 5").and.not.include("▀");
      expect(written.endsWith(GIVE_BACK)).to.equal(true);
    }
  });

  it("ends early when it is told to, and gives the terminal back", async () => {
    const stream = newTerminal();
    const controller = new AbortController();
    const predict = () => {
      controller.abort();
      return [0, 0, 0];
    };
    const live = new LiveEpisode(env, { predict }, 5);
    await show({
      live,
      agent: "expert",
      names: names(),
      episodes: 1,
      speed: 1,
      stream,
      signal: controller.signal,
    });
    expect(live.state.step).to.equal(1);
    expect(String((stream as unknown as PassThrough).read()).endsWith(GIVE_BACK)).to.equal(true);
  });
});

function openEnvironment() {
  return openEnv({ id: "CarRacing-v3", options: { maxEpisodeSteps: 5 } });
}
