/** What must be gone in the end, however it ends. */
export class CleanUp {
  private readonly steps: (() => Promise<unknown> | undefined)[] = [];
  private begun = false;

  /**
   * @param step may be called although what it ends is gone already
   * @throws Error when the end has begun: what was just made goes at once
   */
  add(step: () => Promise<unknown> | undefined): void {
    this.steps.push(step);
    if (!this.begun) return;
    void this.run();
    throw new Error('the benchmark is ending');
  }

  /** The last added first; a step that fails does not keep the others from running. */
  async run(): Promise<void> {
    this.begun = true;
    for (let step = this.steps.pop(); step !== undefined; step = this.steps.pop()) {
      await Promise.resolve(step()).catch(() => {});
    }
  }
}
