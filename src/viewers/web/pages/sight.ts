/** Knows whether an element is in the window, so that what nobody sees is not drawn. */
export class Sight {
  #visible = false;

  /** @param onAppear called when the element comes into the window */
  constructor(element: Element, onAppear: () => void, signal?: AbortSignal) {
    const observer = new IntersectionObserver((entries) => {
      const before = this.#visible;
      this.#visible = entries.at(-1)!.isIntersecting;
      if (this.#visible && !before) onAppear();
    });
    observer.observe(element);
    signal?.addEventListener("abort", () => observer.disconnect(), { once: true });
  }

  get visible(): boolean {
    return this.#visible;
  }
}
