const DECIMAL = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?(?:[eE]([+-]?\d{1,4}))?$/;
const MAX_EXPONENT = 400;

/**
 * The whole number that a decimal text means, exactly: `1e3` and `10.0` are whole numbers, `1.5` is not.
 *
 * @returns undefined when the text is no JSON number, not whole, or larger than 10^400
 */
export function exactInteger(text: string): bigint | undefined {
  const match = DECIMAL.exec(text);
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const shift = Number(exponent) - fraction.length;
  if (Math.abs(shift) > MAX_EXPONENT) return undefined;
  const digits = whole + fraction;
  // Reading digits takes time that grows with their square.
  if (digits.length + shift > MAX_EXPONENT + 1) return undefined;
  const dropped = shift < 0 ? digits.slice(shift) : '';
  if (/[1-9]/.test(dropped)) return undefined;
  const kept = shift < 0 ? digits.slice(0, shift) : digits + '0'.repeat(shift);
  return BigInt(`${sign}${kept === '' ? '0' : kept}`);
}
