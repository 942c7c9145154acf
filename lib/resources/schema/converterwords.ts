import { describe, goKind } from './jsontype';

/** Why a type that reads itself (a time, an int or string) cannot be read from a value. */
export function unreadable(value: unknown, goType: string): string {
  const described = typeof value === 'number' && goType === 'int32' ? `number ${value}` : describe(value);
  return `json: cannot unmarshal ${described} into Go value of type ${goType}`;
}

/** Why Go's converter of maps (`FromUnstructured`) cannot make a type of a value. */
export function unconvertible(value: unknown, goType: string): string {
  const kind = goKind(value);
  if (goType.startsWith('[]')) return `cannot restore slice from ${kind}`;
  if (goType.startsWith('map[')) return `cannot restore map from ${kind}`;
  const isNumber = goType === 'int32' || goType === 'int64';
  if (isNumber && kind === 'float64') return `cannot convert float64 to ${goType}`;
  if (isNumber || goType === 'bool') return `unrecognized type: ${goType}`;
  return kind === 'int64' ? `cannot convert int64 to ${goType}` : 'unrecognized type: string';
}

/** Why the same converter cannot make a struct of a value. */
export function unrestorable(value: unknown): string {
  return `cannot restore struct from: ${goKind(value)}`;
}
