/** What a handler may know about the event besides its value. One object an event, shared by all nodes. */
export interface Context<Meta = unknown> {
  /** Where the log keeps the event. */
  readonly offset: number;
  /** The offset of the dead event that this one is another try of. */
  readonly replayOf: number | undefined;
  /** What the caller's `meta` made of the decoded record, such as when the event was emitted. */
  readonly meta: Meta;
}
