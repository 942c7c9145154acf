/**
 * One step of a path into an object, written as `FieldsV1` writes it: `f:name` a field, `k:{"name":"a"}` the list item with
 * these keys, `v:"a"` the item of a set, `i:0` a position.
 */
export type PathElement = string;

const fieldElements = new Map<string, PathElement>();
const mostFieldElements = 10_000;

/** The element of a field. The same names come all the time, and a text that was made before needs no hash of its own. */
export function fieldElement(name: string): PathElement {
  let element = fieldElements.get(name);
  if (element === undefined) {
    element = `f:${name}`;
    if (fieldElements.size >= mostFieldElements) fieldElements.clear();
    fieldElements.set(name, element);
  }
  return element;
}

/** The element of a list item, of the names and values of its keys. */
export function keyElement(keys: readonly (readonly [string, unknown])[]): PathElement {
  const sorted = keys.length > 1 ? [...keys].sort(([a], [b]) => compareText(a, b)) : keys;
  return `k:{${sorted.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`;
}

/** The element of a value of a set. */
export function valueElement(value: unknown): PathElement {
  return `v:${JSON.stringify(value)}`;
}

/** The name of a field's element; `undefined` of other elements. */
export function fieldNameOf(element: PathElement): string | undefined {
  return element.startsWith('f:') ? element.slice(2) : undefined;
}

/**
 * Reads an element as a client wrote it, in the form used here. Throws an `Error` in the words of structured-merge-diff
 * (`DeserializePathElement`).
 */
export function readElement(text: string): PathElement {
  if (text.length < 2) throw new Error('key must be 2 characters long:');
  if (text[1] !== ':') throw new Error(`missing colon: ${text}`);
  const rest = text.slice(2);
  switch (text[0]) {
    case 'f':
      return text;
    case 'v':
      return valueElement(JSON.parse(rest));
    case 'k':
      return keyElement(Object.entries(JSON.parse(rest) as object));
    case 'i':
      if (/^[+-]?\d+$/.test(rest)) return `i:${Number(rest)}`;
      throw new Error(`strconv.Atoi: parsing ${JSON.stringify(rest)}: invalid syntax`);
    default:
      throw new Error('unknown path element type');
  }
}

/** A path for messages: `.spec.template.spec.containers[name="a"].image`. */
export function pathText(path: readonly PathElement[]): string {
  return path.map(elementText).join('');
}

/** An element for messages: `.image`, `[name="a"]`, `[="x"]`, `[0]`. */
export function elementText(element: PathElement): string {
  const rest = element.slice(2);
  switch (element[0]) {
    case 'f':
      return `.${rest}`;
    case 'k': {
      const keys = Object.entries(JSON.parse(rest) as object);
      return `[${keys.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(',')}]`;
    }
    case 'v':
      return `[=${rest}]`;
    default:
      return `[${rest}]`;
  }
}

const ranks = 'fkvi';

/** The order of elements in `FieldsV1`: fields, keys, values, positions; numbers by size, texts by their bytes. */
export function compareElements(left: PathElement, right: PathElement): number {
  if (left === right) return 0;
  const rank = ranks.indexOf(left[0]!) - ranks.indexOf(right[0]!);
  if (rank !== 0 || left[0] === 'f') return rank || compareText(left, right);
  return compareValues(JSON.parse(left.slice(2)), JSON.parse(right.slice(2)));
}

function compareValues(left: unknown, right: unknown): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left !== 'object' || typeof right !== 'object' || !left || !right) {
    return compareText(JSON.stringify(left), JSON.stringify(right));
  }
  const [before, after] = [Object.entries(left), Object.entries(right)];
  for (const [at, [name, value]] of before.entries()) {
    const other = after[at];
    if (!other) return 1;
    const order = compareText(name, other[0]) || compareValues(value, other[1]);
    if (order !== 0) return order;
  }
  return before.length - after.length;
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
