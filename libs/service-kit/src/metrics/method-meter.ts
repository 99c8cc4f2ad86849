/** Counts of one method, on one side. Calls cost additions only: what a scrape reads is made when it is read. */
export interface MethodMeter {
  started(): void;
  /** @param code name of the gRPC status, such as `OK` */
  handled(code: string, seconds: number): void;
}
