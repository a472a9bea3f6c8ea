/** Lets other work have its turn, and with it signals: a long computation hears of none by itself. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
