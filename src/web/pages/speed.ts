import { element, setText } from "./document.js";

/**
 * The speed slider `speed`, with its figure `speed-figure`: tells the speed, 1 being natural, now and at every change.
 * @returns A function that moves the slider by so many of its steps.
 */
export function connectSpeed(onChange: (speed: number) => void): (steps: number) => void {
  const slider = element<HTMLInputElement>("speed");
  const tell = () => {
    setText("speed-figure", `${Number(slider.value).toFixed(2)}×`);
    onChange(slider.valueAsNumber);
  };
  slider.addEventListener("input", tell);
  // After a change with the mouse the arrow keys belong to the page again.
  slider.addEventListener("pointerup", () => slider.blur());
  tell();
  return (steps) => {
    if (steps < 0) slider.stepDown(-steps);
    else slider.stepUp(steps);
    tell();
  };
}
