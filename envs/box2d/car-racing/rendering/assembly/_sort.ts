/** Sorts a few i32 upwards, by insertion. */
export function sort(at: usize, count: i32): void {
  for (let i = 1; i < count; i++) {
    const value = load<i32>(at + 4 * i);
    let j = i;
    for (; j > 0 && load<i32>(at + 4 * (j - 1)) > value; j--) store<i32>(at + 4 * j, load<i32>(at + 4 * (j - 1)));
    store<i32>(at + 4 * j, value);
  }
}
