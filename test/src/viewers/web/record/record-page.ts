import type { Page } from "playwright-core";

/** The record page as a person uses it. */
export class RecordPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    page.setDefaultTimeout(20_000);
  }

  async text(id: string): Promise<string> {
    return (await this.page.locator(`#${id}`).textContent()) ?? "";
  }

  /** Steps of the episode under way. */
  async steps(): Promise<number> {
    return Number((await this.text("step")).replace(",", ""));
  }

  /** Whether the car drives, and the episode goes on. */
  async isDriving(): Promise<boolean> {
    return (await this.text("play")).startsWith("Pause");
  }

  async waitForSteps(count: number): Promise<void> {
    await this.page.waitForFunction(
      (wanted) => Number(document.getElementById("step")!.textContent!.replace(",", "")) >= wanted,
      count,
    );
  }

  /** Until the page says this. */
  says(words: string | RegExp): Promise<void> {
    return this.page.getByText(words).waitFor();
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Drives so many steps, one after the other, with what is held and touched now. */
  async stepBy(count: number): Promise<void> {
    for (let step = 0; step < count; step++) await this.press("Period");
  }

  /** Lets the car go without the countdown. */
  go(): Promise<void> {
    return this.press("Space", "Space");
  }
}
