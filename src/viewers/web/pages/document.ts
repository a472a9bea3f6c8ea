/** The element with this id; the page's HTML has it. */
export function element<E extends HTMLElement = HTMLElement>(id: string): E {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no element "${id}".`);
  return found as E;
}

export function setText(id: string, text: string): void {
  const target = element(id);
  if (target.textContent !== text) target.textContent = text;
}

/** Runs an action when the button is pressed. After a click the keyboard goes back to the page, for driving. */
export function onClick(id: string, action: () => void): void {
  const button = element<HTMLButtonElement>(id);
  button.addEventListener("click", ({ detail }) => {
    if (detail > 0) button.blur();
    action();
  });
}

/** A number with thousands apart and a true minus sign. */
export function formatNumber(value: number, digits = 0): string {
  // Adding 0 makes 0 of −0, which rounding may give.
  return formatOf(digits)
    .format(Number(value.toFixed(digits)) + 0)
    .replace("-", "−");
}

/** Kept, since making one takes longer than all that a frame writes. */
const formats = new Map<number, Intl.NumberFormat>();

function formatOf(digits: number): Intl.NumberFormat {
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  const format = formats.get(digits) ?? new Intl.NumberFormat("en-US", options);
  formats.set(digits, format);
  return format;
}
