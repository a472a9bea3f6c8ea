import { element, setText } from "./document.js";
import { onKeys } from "./keyboard.js";

/**
 * The speed slider `speed`, with its figure `speed-figure` and the keys − and +: tells the speed, 1 being natural, now
 * and at every change.
 */
export function connectSpeed(onChange: (speed: number) => void): void {
  const slider = element<HTMLInputElement>("speed");
  const tell = () => {
    setText("speed-figure", `${Number(slider.value).toFixed(2)}×`);
    onChange(slider.valueAsNumber);
  };
  slider.addEventListener("input", tell);
  // After a change with the mouse the arrow keys belong to the page again.
  slider.addEventListener("pointerup", () => slider.blur());
  tell();
  const slower = () => {
    slider.stepDown();
    tell();
  };
  const faster = () => {
    slider.stepUp();
    tell();
  };
  // "=" is "+" without Shift on many keyboards.
  onKeys({ "-": slower, "+": faster, "=": faster });
}
