/** How a quantity is written back: `12M`, `12Mi` or `12e6`. */
type Format = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

/** A parsed `resource.Quantity`: `unscaled × 10^exponent`, exactly. */
interface Quantity {
  readonly unscaled: bigint;
  readonly exponent: number;
  readonly format: Format;
  /** The text as given, where Kubernetes keeps it because it is canonical enough. */
  readonly text?: string;
}

/** Why a text is no quantity, in Kubernetes' words. */
export class QuantityError extends Error {}

const grammar = /^([+-]?)(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[-+]?\d*)$/;
const formatWrong =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

const decimalSuffixes = new Map([
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
]);
const decimalSuffixOf = new Map([...decimalSuffixes].map(([suffix, exponent]) => [exponent, suffix]));
const binarySuffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const maxInt64 = (1n << 63n) - 1n;

/** The same few quantities stand in every pod of a Job. */
const parsed = new Map<string, Quantity>();
const maxParsed = 1000;

/**
 * Parses a quantity as `resource.ParseQuantity` does: rounds up past nano, caps binary ones at 2^63-1.
 * @throws QuantityError with Kubernetes' text.
 */
function parseQuantity(text: string): Quantity {
  let quantity = parsed.get(text);
  if (!quantity) {
    quantity = readQuantity(text);
    if (parsed.size >= maxParsed) parsed.clear();
    parsed.set(text, quantity);
  }
  return quantity;
}

function readQuantity(text: string): Quantity {
  const match = text === '' ? null : grammar.exec(text);
  if (!match) throw new QuantityError(formatWrong);
  const [, sign = '', whole = '', fraction = '', suffix = ''] = match;
  const digits = whole.replace(/^0+/, '') || '0';
  const scaled = readSuffix(suffix);
  if (!scaled) throw new QuantityError("unable to parse quantity's suffix");
  const factor = scaled.format === 'BinarySI' ? 1n << BigInt(scaled.power) : 1n;
  const magnitude = BigInt(digits + fraction) * factor;
  const power = scaled.format === 'BinarySI' ? 0 : scaled.power;
  const unrounded = { unscaled: magnitude, exponent: power - fraction.length };
  let { unscaled, exponent } = roundUp(unrounded, -9);
  let { format } = scaled;
  if (
    format === 'BinarySI' &&
    compareParts({ unscaled, exponent }, { unscaled: maxInt64, exponent: 0 }) > 0
  ) {
    ({ unscaled, exponent } = { unscaled: maxInt64, exponent: 0 });
  }
  if (format === 'BinarySI' && (fraction || digits.length > 15) && isBelowOne({ unscaled, exponent })) {
    format = 'DecimalSI';
  }
  const kept = keepsText(scaled, digits, fraction) ? { text } : {};
  return { unscaled: sign === '-' ? -unscaled : unscaled, exponent, format, ...kept };
}

function readSuffix(suffix: string): { format: Format; power: number } | undefined {
  const decimal = decimalSuffixes.get(suffix);
  if (decimal !== undefined) return { format: 'DecimalSI', power: decimal };
  const binary = binarySuffixes.indexOf(suffix);
  if (binary > 0) return { format: 'BinarySI', power: binary * 10 };
  if (!/^[eE][+-]?\d{1,9}$/.test(suffix)) return undefined;
  return { format: 'DecimalExponent', power: Number(suffix.slice(1)) };
}

/** Kubernetes answers small canonical texts as they came, `1.500` and `+1` among them. */
function keepsText(scaled: { format: Format; power: number }, digits: string, fraction: string): boolean {
  const shifted = digits + fraction;
  if (scaled.format === 'BinarySI') {
    const precision = 15 - digits.length - Math.trunc((scaled.power * 3) / 10) - 1;
    return !fraction && precision >= 0 && (BigInt(shifted) & 7n) !== 0n;
  }
  const scale = scaled.power - fraction.length;
  const fits = shifted.length <= 18 && scale >= -9;
  return fits && scale % 3 === 0 && !shifted.endsWith('000') && !shifted.startsWith('0');
}

/**
 * The text of a quantity as Kubernetes writes it: the canonical form of the format it was given in.
 * Takes a text or number as clients send it. @throws QuantityError
 */
export function canonicalQuantity(value: string | number): string {
  return formatQuantity(parseQuantity(String(value).trim()));
}

/** The canonical text of a parsed quantity (`Quantity.String`). */
function formatQuantity(quantity: Quantity): string {
  if (quantity.text !== undefined) return quantity.text;
  if (quantity.unscaled === 0n) return '0';
  const integer = asInteger(quantity);
  if (quantity.format === 'BinarySI' && integer !== undefined && abs(integer) >= 1024n) {
    return formatBinary(integer);
  }
  return formatDecimal(quantity);
}

function formatBinary(integer: bigint): string {
  let [amount, times] = [integer, 0];
  while (times < 6 && amount % 1024n === 0n) [amount, times] = [amount / 1024n, times + 1];
  return `${amount}${binarySuffixes[times]}`;
}

function formatDecimal(quantity: Quantity): string {
  let { unscaled, exponent } = quantity;
  while (unscaled % 10n === 0n) [unscaled, exponent] = [unscaled / 10n, exponent + 1];
  while (exponent % 3 !== 0) [unscaled, exponent] = [unscaled * 10n, exponent - 1];
  if (quantity.format === 'DecimalExponent')
    return exponent === 0 ? `${unscaled}` : `${unscaled}e${exponent}`;
  return `${unscaled}${decimalSuffixOf.get(exponent) ?? ''}`;
}

/**
 * Rounds up to thousandths, as Kubernetes does with every resource list. Takes and gives the text. @throws
 * QuantityError
 */
export function roundToMilli(text: string): string {
  const quantity = parseQuantity(text);
  if (quantity.exponent >= -3) return formatQuantity(quantity);
  const sign = quantity.unscaled < 0n ? -1n : 1n;
  const { unscaled, exponent } = roundUp({ ...quantity, unscaled: abs(quantity.unscaled) }, -3);
  const rounded = { format: quantity.format, unscaled: sign * unscaled, exponent };
  return formatQuantity(compareParts(rounded, quantity) === 0 ? quantity : rounded);
}

/**
 * Below 0, 0 or above 0, as the first quantity is less than, equal to or greater than the second. @throws
 * QuantityError
 */
export function compareQuantities(left: string, right: string): number {
  return compareParts(parseQuantity(left), parseQuantity(right));
}

/** The sum of two quantities, in the format of the first that is not zero. @throws QuantityError */
export function addQuantities(left: string, right: string): string {
  const [a, b] = [parseQuantity(left), parseQuantity(right)];
  if (a.unscaled === 0n) return formatQuantity(b);
  const exponent = Math.min(a.exponent, b.exponent);
  return formatQuantity({
    unscaled: rescale(a, exponent) + rescale(b, exponent),
    exponent,
    format: a.format,
  });
}

/** The value in thousandths, rounded up (`Quantity.MilliValue`). @throws QuantityError */
export function milliValue(text: string): number {
  const quantity = parseQuantity(text);
  return ceilTo({ ...quantity, exponent: quantity.exponent + 3 });
}

/** Whether nothing is left of it in thousandths beside whole units. @throws QuantityError */
export function isWhole(text: string): boolean {
  const quantity = parseQuantity(text);
  const { unscaled, exponent } = roundUp({ ...quantity, unscaled: abs(quantity.unscaled) }, -3);
  return exponent >= 0 || unscaled % 10n ** BigInt(-exponent) === 0n;
}

/** The value in units, rounded up (`Quantity.Value`). @throws QuantityError */
export function unitValue(text: string): number {
  return ceilTo(parseQuantity(text));
}

type Parts = Pick<Quantity, 'unscaled' | 'exponent'>;

function ceilTo(parts: Parts): number {
  const sign = parts.unscaled < 0n ? -1 : 1;
  const { unscaled, exponent } = roundUp({ ...parts, unscaled: abs(parts.unscaled) }, 0);
  return sign * Number(rescale({ unscaled, exponent }, 0));
}

/** Away from zero to a multiple of 10^exponent; a value coarser than that stays. Takes magnitudes. */
function roundUp(parts: Parts, exponent: number): Parts {
  if (parts.exponent >= exponent) return parts;
  const divisor = 10n ** BigInt(exponent - parts.exponent);
  return { unscaled: (parts.unscaled + divisor - 1n) / divisor, exponent };
}

function compareParts(a: Parts, b: Parts): number {
  const signs = sign(a.unscaled) - sign(b.unscaled);
  if (signs !== 0 || a.unscaled === 0n) return signs;
  const magnitude = `${abs(a.unscaled)}`.length + a.exponent - `${abs(b.unscaled)}`.length - b.exponent;
  // Far apart: decided without writing out the zeros of something like 1e999999.
  if (Math.abs(magnitude) > 1) return magnitude * sign(a.unscaled);
  const exponent = Math.min(a.exponent, b.exponent);
  return sign(rescale(a, exponent) - rescale(b, exponent));
}

function rescale({ unscaled, exponent }: Parts, to: number): bigint {
  return unscaled * 10n ** BigInt(exponent - to);
}

function isBelowOne(parts: Parts): boolean {
  return parts.unscaled > 0n && compareParts(parts, { unscaled: 1n, exponent: 0 }) < 0;
}

/** The value as an integer, or `undefined` when it has a fraction (or is too far out to be one of bytes). */
function asInteger({ unscaled, exponent }: Parts): bigint | undefined {
  if (exponent >= 0) return exponent > 40 ? undefined : unscaled * 10n ** BigInt(exponent);
  const divisor = 10n ** BigInt(-exponent);
  return unscaled % divisor === 0n ? unscaled / divisor : undefined;
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function sign(value: bigint): number {
  return value > 0n ? 1 : value < 0n ? -1 : 0;
}
