import { isObject } from './json';

/** A JSON value as Go prints it with `%v`: `map[a:1 b:[x y]]`, keys in order. It stands in messages about patches. */
export function goText(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (!isObject(value)) return typeof value === 'number' ? goNumber(value) : String(value);
  const members = Object.keys(value).sort();
  return `map[${members.map((name) => `${name}:${goText(value[name])}`).join(' ')}]`;
}

function goNumber(value: number): string {
  const isPlain = Number.isInteger(value) || (Math.abs(value) >= 1e-4 && Math.abs(value) < 1e21);
  if (isPlain) return String(value);
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}

/** The type Go gives a JSON value, as it stands in messages about patches. */
export function goType(value: unknown): string {
  if (value === null || value === undefined) return '%!s(<nil>)';
  if (Array.isArray(value)) return '[]interface {}';
  if (typeof value === 'object') return 'map[string]interface {}';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return 'string';
}
