const CODES = {
  bold: 1,
  dim: 2,
  red: 31,
  green: 32,
  yellow: 33,
  blue: 34,
  magenta: 35,
  cyan: 36,
} as const;

export type Colour = keyof typeof CODES;

/** Colours a text, or leaves it as it is. */
export type Paint = (colour: Colour, text: string) => string;

export const plain: Paint = (_colour, text) => text;
export const coloured: Paint = (colour, text) => `\x1b[${CODES[colour]}m${text}\x1b[0m`;

/** Colours only in a terminal that has them; NO_COLOR (no-color.org) takes them away. */
export const paintFor = (out: NodeJS.WriteStream): Paint => (out.isTTY && out.hasColors() ? coloured : plain);
