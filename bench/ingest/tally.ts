/** What became of items, or is to become of them. */
export interface Tally {
  items: number;
  /** Stored, those known from before included. */
  accepted: number;
  /** Of these, known from before. */
  repeated: number;
  /** By field and reason. */
  refusals: Record<string, number>;
}

export const emptyTally = (): Tally => ({ items: 0, accepted: 0, repeated: 0, refusals: {} });

export function addTally(to: Tally, { items, accepted, repeated, refusals }: Readonly<Tally>): void {
  to.items += items;
  to.accepted += accepted;
  to.repeated += repeated;
  for (const [refusal, count] of Object.entries(refusals)) {
    to.refusals[refusal] = (to.refusals[refusal] ?? 0) + count;
  }
}

export function sumOf(tallies: readonly Readonly<Tally>[]): Tally {
  const sum = emptyTally();
  for (const tally of tallies) addTally(sum, tally);
  return sum;
}

/** Events of the log: accepted once. */
export const storedOf = ({ accepted, repeated }: Readonly<Tally>): number => accepted - repeated;

export const rejectedOf = ({ refusals }: Readonly<Tally>): number =>
  Object.values(refusals).reduce((sum, count) => sum + count, 0);

/**
 * How what happened differs from what was planted, in words; empty when it does not.
 *
 * @param resent items sent again because the server had asked for it: they may have been stored the first time
 */
export function differences(
  planted: Readonly<Tally>,
  got: Readonly<Tally>,
  { resent }: { readonly resent: number },
): readonly string[] {
  const found: string[] = [];
  const say = (what: string, wanted: number, had: number): void => {
    if (wanted !== had) found.push(`${what}: planted ${wanted}, got ${had}`);
  };
  say('items', planted.items, got.items);
  say('accepted', planted.accepted, got.accepted);
  if (resent === 0) say('repeated', planted.repeated, got.repeated);
  else if (got.repeated < planted.repeated) say('repeated', planted.repeated, got.repeated);
  for (const refusal of new Set([...Object.keys(planted.refusals), ...Object.keys(got.refusals)])) {
    say(`rejected for ${refusal}`, planted.refusals[refusal] ?? 0, got.refusals[refusal] ?? 0);
  }
  return found;
}
