import { element, formatNumber } from "./document.js";

/**
 * Shows an action: the steering from the middle, the pedals from the left. The style sheet draws the bars from
 * `--value`.
 */
export function showAction([steer = 0, gas = 0, brake = 0]: readonly number[]): void {
  show("steer", steer);
  show("gas", gas);
  show("brake", brake);
}

function show(id: string, value: number): void {
  const meter = element<HTMLMeterElement>(id);
  const gauge = meter.parentElement!;
  meter.value = value;
  gauge.style.setProperty("--value", value.toFixed(3));
  gauge.querySelector(".figure")!.textContent = formatNumber(value, 2);
}
