import { element, formatNumber } from "./document.js";

/** Chooses a percentage of zeros in the list `sparsity`, which gets it where it lacks it. */
export function chooseSparsity(percent: number): void {
  const list = element<HTMLSelectElement>("sparsity");
  if ([...list.options].every(({ value }) => Number(value) !== percent))
    list.add(new Option(`${formatNumber(percent)} %`, String(percent)));
  list.value = String(percent);
}
