import { toTime } from '../../time/clock';
import messageTexts from './messages.json';
import { WireReader } from './wire';

/**
 * What a field of a message holds, and what it is called in JSON (`...`: its fields stand in the message
 * itself).
 */
interface Field {
  name: string;
  shape: 'one' | 'list' | 'map';
  /** A scalar, one of the types with a JSON form of their own, or the name of a message. */
  type: string;
}

type Message = ReadonlyMap<number, Field>;
type JsonObject = Record<string, unknown>;

const messages = new Map<string, Message>();

/** The four bytes every protobuf body of the API begins with. */
const magic = [0x6b, 0x38, 0x73, 0x00];

const packages: Readonly<Record<string, string>> = {
  '': 'core',
  batch: 'batch',
  policy: 'policy',
  'coordination.k8s.io': 'coordination',
  'events.k8s.io': 'events',
  'authentication.k8s.io': 'authentication',
  'authorization.k8s.io': 'authorization',
};

/**
 * Decodes a body of the media type `application/vnd.kubernetes.protobuf` into the value its JSON would have:
 * an envelope that names `apiVersion` and `kind` around the object. Of a kind that is not known only these
 * two come out. Throws an `Error` when the bytes are broken.
 */
export function decodeProtobuf(bytes: Uint8Array): JsonObject {
  if (!magic.every((byte, position) => bytes[position] === byte)) {
    throw new Error('provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]');
  }
  const { typeMeta, raw } = readMessage('runtime.Unknown', bytes.subarray(magic.length));
  const { apiVersion = '', kind = '' } = (typeMeta ?? {}) as { apiVersion?: string; kind?: string };
  const type = messageOf(apiVersion, kind);
  const content = type && raw instanceof Uint8Array ? readMessage(type, raw) : {};
  return { ...(apiVersion ? { apiVersion } : {}), ...(kind ? { kind } : {}), ...content };
}

function messageOf(apiVersion: string, kind: string): string | undefined {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  const own = `${packages[group]}.${kind}`;
  if (Object.hasOwn(messageTexts, own)) return own;
  return kind === 'DeleteOptions' ? 'meta.DeleteOptions' : undefined;
}

/** The message of that name. @throws Error for one there is none of */
function findMessage(name: string): Message {
  let message = messages.get(name);
  if (!message) {
    const text = (messageTexts as Record<string, string>)[name];
    if (text === undefined) throw new Error(`no message ${name}`);
    message = new Map(text.split('; ').filter(Boolean).map(parseField));
    messages.set(name, message);
  }
  return message;
}

function parseField(text: string): [number, Field] {
  const [number = '', name = '', code = ''] = text.split(' ');
  const shape = code.startsWith('[]') ? 'list' : code.startsWith('{}') ? 'map' : 'one';
  return [Number(number), { name, shape, type: shape === 'one' ? code : code.slice(2) }];
}

function readMessage(name: string, bytes: Uint8Array): JsonObject {
  const message = findMessage(name);
  const reader = new WireReader(bytes);
  const result: JsonObject = {};
  while (!reader.isDone) {
    const { number, wire } = reader.tag();
    const field = message.get(number);
    if (!field) reader.skip(wire);
    else if (field.shape === 'list') readItem(result, field, reader, wire);
    else if (field.shape === 'map') readEntry(result, field, reader.bytes());
    else if (field.name === '...') Object.assign(result, readMessage(field.type, reader.bytes()));
    else result[field.name] = readValue(field.type, reader);
  }
  return result;
}

function readItem(result: JsonObject, { name, type }: Field, reader: WireReader, wire: number): void {
  const list = (result[name] ?? []) as unknown[];
  result[name] = list;
  const isPacked = type === 'int' && wire === 2;
  if (!isPacked) {
    list.push(readValue(type, reader));
    return;
  }
  const packed = new WireReader(reader.bytes());
  while (!packed.isDone) list.push(packed.integer());
}

function readEntry(result: JsonObject, { name, type }: Field, bytes: Uint8Array): void {
  const map = (result[name] ?? {}) as JsonObject;
  result[name] = map;
  const reader = new WireReader(bytes);
  let key = '';
  let value: unknown = type === 'string' || type === 'bytes' ? '' : null;
  while (!reader.isDone) {
    const { number, wire } = reader.tag();
    if (number === 1) key = reader.text();
    else if (number === 2) value = readValue(type, reader);
    else reader.skip(wire);
  }
  Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
}

function readValue(type: string, reader: WireReader): unknown {
  switch (type) {
    case 'int':
      return reader.integer();
    case 'bool':
      return reader.integer() !== 0;
    case 'string':
      return reader.text();
    case 'raw':
      return reader.bytes();
    case 'bytes':
      return base64(reader.bytes());
    case 'time':
    case 'microtime':
      return timeText(readMessage('meta.Time', reader.bytes()), type);
    case 'quantity':
      return readMessage('resource.Quantity', reader.bytes()).string ?? '0';
    case 'intorstring':
      return intOrString(readMessage('intstr.IntOrString', reader.bytes()));
    case 'json':
      return parseRaw(readMessage('meta.FieldsV1', reader.bytes()));
    default:
      return readMessage(type, reader.bytes());
  }
}

function base64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

function timeText({ seconds, nanos }: JsonObject, type: 'time' | 'microtime'): string | null {
  if (seconds === undefined) return null;
  const whole = toTime((seconds as number) * 1000);
  if (type === 'time') return whole;
  const micros = Math.floor(((nanos as number | undefined) ?? 0) / 1000);
  return `${whole.slice(0, -1)}.${String(micros).padStart(6, '0')}Z`;
}

function intOrString({ type, intVal, strVal }: JsonObject): unknown {
  return type === 1 ? (strVal ?? '') : (intVal ?? 0);
}

function parseRaw({ raw }: JsonObject): unknown {
  const text = raw instanceof Uint8Array ? new TextDecoder().decode(raw) : '';
  return text ? (JSON.parse(text) as unknown) : null;
}
