import type { Skid } from "../../../../../envs/box2d/car-racing/rendering/view.js";
import { browserStorage } from "../../pages/storage.js";

const KEY = "aann-gym/sound";

/** What an engine sounds like: hertz at rest, and for each metre a second. */
const IDLE = 48;
const PITCH = 2.1;
/** Seconds in which a tone follows the car. */
const GLIDE = 0.06;

/** What is to be heard of a car. */
export interface Heard {
  /** Metres a second. */
  readonly speed: number;
  /** 0 to 1. */
  readonly gas: number;
  /** The skid marks so far: while they grow, tyres slide. */
  readonly marks: readonly Skid[];
}

/** The oscillators of a car, made when sound is switched on. */
interface Voices {
  readonly context: AudioContext;
  readonly engine: OscillatorNode;
  readonly engineGain: GainNode;
  readonly tyreGain: GainNode;
}

/**
 * The sounds of a race, made in the page: the engine by speed and gas, tyres that slide, the beeps of the countdown.
 * They are off until the person switches them on; the browser keeps the choice.
 */
export class RaceSound {
  readonly #box: HTMLInputElement;
  #voices: Voices | undefined;
  #marked = 0;

  /** @param box the checkbox that switches the sound */
  constructor(box: HTMLInputElement) {
    this.#box = box;
    box.checked = browserStorage()?.getItem(KEY) === "on";
    box.addEventListener("change", () => {
      browserStorage()?.setItem(KEY, box.checked ? "on" : "off");
      if (!box.checked) this.silence();
    });
  }

  /** What the car of the person does now. */
  hear({ speed, gas, marks }: Heard): void {
    const marked = marks.reduce((sum, { points }) => sum + points.length, 0);
    const slides = marked > this.#marked;
    this.#marked = marked;
    const voices = this.#open();
    if (!voices) return;
    const { context, engine, engineGain, tyreGain } = voices;
    const now = context.currentTime;
    engine.frequency.setTargetAtTime(IDLE + PITCH * speed, now, GLIDE);
    engineGain.gain.setTargetAtTime(0.03 + 0.05 * gas, now, GLIDE);
    tyreGain.gain.setTargetAtTime(slides ? 0.06 : 0, now, GLIDE);
  }

  /** @param isStart whether the cars go off now */
  beep(isStart: boolean): void {
    const context = this.#open()?.context;
    if (!context) return;
    const tone = new OscillatorNode(context, { frequency: isStart ? 880 : 440 });
    const gain = new GainNode(context, { gain: 0.12 });
    const end = context.currentTime + (isStart ? 0.5 : 0.15);
    gain.gain.setTargetAtTime(0, end - 0.05, 0.02);
    tone.connect(gain).connect(context.destination);
    tone.start();
    tone.stop(end);
  }

  /** The cars stand. */
  silence(): void {
    if (!this.#voices) return;
    const { context, engineGain, tyreGain } = this.#voices;
    for (const { gain } of [engineGain, tyreGain]) gain.setTargetAtTime(0, context.currentTime, GLIDE);
  }

  /** Browsers let a page sound only after the person has touched it. */
  #open(): Voices | undefined {
    if (!this.#box.checked) return undefined;
    this.#voices ??= makeVoices();
    if (this.#voices.context.state === "suspended") void this.#voices.context.resume();
    return this.#voices;
  }
}

function makeVoices(): Voices {
  const context = new AudioContext();
  const engine = new OscillatorNode(context, { type: "sawtooth", frequency: IDLE });
  const engineGain = new GainNode(context, { gain: 0 });
  const muffler = new BiquadFilterNode(context, { type: "lowpass", frequency: 420 });
  engine.connect(muffler).connect(engineGain).connect(context.destination);
  const noise = new AudioBufferSourceNode(context, { buffer: whiteNoise(context), loop: true });
  const rubber = new BiquadFilterNode(context, { type: "bandpass", frequency: 1600, Q: 2 });
  const tyreGain = new GainNode(context, { gain: 0 });
  noise.connect(rubber).connect(tyreGain).connect(context.destination);
  engine.start();
  noise.start();
  return { context, engine, engineGain, tyreGain };
}

/** A second of it. */
function whiteNoise(context: AudioContext): AudioBuffer {
  const buffer = new AudioBuffer({ length: context.sampleRate, sampleRate: context.sampleRate });
  const samples = buffer.getChannelData(0);
  for (let i = 0; i < samples.length; i++) samples[i] = 2 * Math.random() - 1;
  return buffer;
}
