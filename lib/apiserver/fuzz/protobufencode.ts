import messageTexts from '../protobuf/messages.json';
import { bytesOf } from './textmutation';

type JsonObject = Record<string, unknown>;

const messages = messageTexts as Record<string, string>;
const magic = [0x6b, 0x38, 0x73, 0x00];

/** An object in the protobuf form of the API, as far as its fields are of the types its kind has; others are left out. */
export function encodeProtobuf(object: JsonObject): Uint8Array<ArrayBuffer> {
  const name = Object.keys(messages).find((key) => key.endsWith(`.${textOf(object.kind)}`));
  const typeMeta = message('runtime.TypeMeta', object);
  const raw = name ? message(name, object) : [];
  return Uint8Array.from([...magic, ...lengthDelimited(1, typeMeta), ...lengthDelimited(2, raw)]);
}

function message(name: string, value: unknown): number[] {
  if (!isRecord(value)) return [];
  return (messages[name] ?? '')
    .split('; ')
    .filter(Boolean)
    .flatMap((text) => {
      const [number = '', field = '', type = ''] = text.split(' ');
      return field === '...'
        ? lengthDelimited(Number(number), message(type, value))
        : encodeField(Number(number), type, value[field]);
    });
}

function encodeField(number: number, type: string, value: unknown): number[] {
  if (value === undefined || value === null) return [];
  if (type.startsWith('[]')) {
    return Array.isArray(value) ? value.flatMap((item) => encodeField(number, type.slice(2), item)) : [];
  }
  if (!type.startsWith('{}')) return encodeValue(number, type, value);
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    lengthDelimited(number, [...encodeField(1, 'string', key), ...encodeField(2, type.slice(2), item)]),
  );
}

function encodeValue(number: number, type: string, value: unknown): number[] {
  switch (type) {
    case 'int':
    case 'bool':
      return [...varint(number * 8), ...varint(integerOf(value))];
    case 'string':
    case 'bytes':
    case 'raw':
      return lengthDelimited(number, [...bytesOf(textOf(value))]);
    case 'quantity':
      return lengthDelimited(number, encodeField(1, 'string', value));
    case 'intorstring':
      return lengthDelimited(
        number,
        typeof value === 'number' ? encodeField(2, 'int', value) : [8, 1, ...encodeField(3, 'string', value)],
      );
    case 'time':
    case 'microtime':
      return lengthDelimited(number, encodeField(1, 'int', Math.floor(Date.parse(textOf(value)) / 1000)));
    case 'json':
      return lengthDelimited(number, encodeField(1, 'string', JSON.stringify(value)));
    default:
      return lengthDelimited(number, message(type, value));
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

function integerOf(value: unknown): number {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return Number.isSafeInteger(value) ? (value as number) : 0;
}

function lengthDelimited(number: number, bytes: readonly number[]): number[] {
  return [...varint(number * 8 + 2), ...varint(bytes.length), ...bytes];
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return [...bytes, Number(rest)];
}

function isRecord(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
