import { canonicalQuantity } from '../../meta/quantity';
import { definitionName, type FieldShape, type FieldType, goTypeOf, shapeOf } from './shapes';
import { readMicroTime, readTime } from './times';

/** A value that cannot be read as what it should be, in the words of Kubernetes' decoder. */
export class DecodeError extends Error {}

/** What `decode` may be told. */
export interface DecodeOptions {
  /**
   * How numbers are written that are no plain integers, by path (`spec.parallelism` → `2.0`), where that
   * is known.
   */
  numbers?: ReadonlyMap<string, string>;
  /** The value is only a part of an object (an apply patch): nothing that is missing is written out. */
  partial?: boolean;
}

/** What came of a value. */
export interface Decoded {
  /** The canonical value: only known fields, no nulls, nothing that says no more than its absence. */
  value: Record<string, unknown>;
  /** Paths of fields that are not known, in the order of the value: `spec.containers[0].foo`. */
  unknownFields: string[];
}

/**
 * Reads a parsed JSON value as an object of a definition (`io.k8s.api.batch.v1.Job`), as Kubernetes'
 * decoder does, and gives it as Kubernetes would write it back.
 * @throws DecodeError with the text of the first value of a wrong type.
 */
export function decode(definition: string, value: unknown, options: DecodeOptions = {}): Decoded {
  const decoder = new Decoder(options);
  const decoded = decoder.root(definition, value);
  if (decoder.failure) throw decoder.failure;
  return { value: decoded, unknownFields: decoder.unknownFields };
}

type Path = readonly (string | number)[];

/** Where a value stands: the structure and fields Go would name, and the whole path. */
interface Place {
  owner: string;
  fields: readonly string[];
  path: Path;
  goType: string;
}

class Decoder {
  readonly unknownFields: string[] = [];
  failure: DecodeError | undefined;

  constructor(private readonly options: DecodeOptions) {}

  root(definition: string, value: unknown): Record<string, unknown> {
    if (isRecord(value))
      return this.object(definition, value, { owner: '', fields: [], path: [], goType: '' });
    const goType = `v1.${definitionName(definition)}`;
    throw new DecodeError(`json: cannot unmarshal ${describe(value)} into Go value of type ${goType}`);
  }

  private object(definition: string, value: Record<string, unknown>, place: Place): Record<string, unknown> {
    const shape = shapeOf(definition);
    const result: Record<string, unknown> = {};
    for (const name in value) {
      const field = shape.get(name);
      if (!field) {
        this.unknownFields.push(pathText([...place.path, name]));
        continue;
      }
      if (value[name] === null) continue;
      const decoded = this.value(field.type, value[name], {
        owner: definitionName(definition),
        fields: [...place.fields, name],
        path: [...place.path, name],
        goType: field.goType,
      });
      if (decoded !== undefined && !isOmitted(field, decoded)) result[name] = decoded;
    }
    if (!this.options.partial) this.complete(definition, result, place);
    return result;
  }

  /** Writes what Go writes even when it is nothing: fields without `omitempty`, and structures. */
  private complete(definition: string, result: Record<string, unknown>, place: Place): void {
    for (const [name, field] of shapeOf(definition)) {
      if (field.always && result[name] === undefined) result[name] = this.zero(field.type, place);
    }
  }

  private zero(type: FieldType, place: Place): unknown {
    switch (type.kind) {
      case 'string':
        return '';
      case 'bool':
        return false;
      case 'int32':
      case 'int64':
      case 'intorstring':
        return 0;
      case 'quantity':
        return '0';
      case 'object':
        return this.object(type.definition, {}, place);
      default:
        return null;
    }
  }

  private value(type: FieldType, value: unknown, place: Place): unknown {
    switch (type.kind) {
      case 'string':
        return typeof value === 'string' ? value : this.mismatch(value, place);
      case 'bool':
        return typeof value === 'boolean' ? value : this.mismatch(value, place);
      case 'int32':
      case 'int64':
        return this.integer(type.kind, value, place);
      case 'intorstring':
        return typeof value === 'string'
          ? value
          : this.integer('int32', value, { ...place, goType: 'int32' });
      case 'time':
      case 'microtime':
        return this.time(type.kind, value, place);
      case 'quantity':
        return this.quantity(value, place);
      case 'bytes':
        return this.bytes(value, place);
      case 'list':
        return this.list(type.of, value, place);
      case 'map':
        return this.map(type.of, value, place);
      case 'object':
        return isRecord(value) ? this.object(type.definition, value, place) : this.mismatch(value, place);
      case 'any':
        return value;
    }
  }

  private integer(kind: 'int32' | 'int64', value: unknown, place: Place): number | undefined {
    if (typeof value !== 'number') return this.mismatch(value, place);
    const literal = this.literal(value, place);
    const digits = kind === 'int32' ? 2n ** 31n : 2n ** 63n;
    if (/^-?\d+$/.test(literal)) {
      const exact = BigInt(literal);
      if (exact >= -digits && exact < digits) return Object.is(value, -0) ? 0 : value;
    }
    return this.mismatch(value, place, `number ${literal}`);
  }

  private literal(value: number, place: Place): string {
    return this.options.numbers?.get(pathText(place.path)) ?? String(value);
  }

  private time(kind: 'time' | 'microtime', value: unknown, place: Place): string | undefined {
    if (typeof value !== 'string') return this.mismatch(value, { ...place, goType: 'string' });
    return this.attempt(() => (kind === 'time' ? readTime(value) : readMicroTime(value)));
  }

  private quantity(value: unknown, place: Place): string | undefined {
    if (typeof value === 'string') return this.attempt(() => canonicalQuantity(value));
    const text = typeof value === 'number' ? this.literal(value, place) : JSON.stringify(value);
    return this.attempt(() => canonicalQuantity(text));
  }

  private bytes(value: unknown, place: Place): string | undefined {
    if (typeof value !== 'string') return this.mismatch(value, place);
    const text = value.replace(/[\r\n]/g, '');
    const wrong = /[^A-Za-z0-9+/]/.exec(text.replace(/={1,2}$/, ''));
    if (!wrong && text.length % 4 === 0) return text;
    const at = wrong ? wrong.index : text.length - (text.length % 4);
    return this.fail(`illegal base64 data at input byte ${at}`);
  }

  private list(of: FieldType, value: unknown, place: Place): unknown[] | undefined {
    if (!Array.isArray(value)) return this.mismatch(value, place);
    const goType = place.goType.startsWith('[]') ? place.goType.slice(2) : goTypeOf(of);
    return value.map((item, position) => {
      const own = { ...place, path: [...place.path, position], goType };
      return item === null ? this.zero(of, own) : this.value(of, item, own);
    });
  }

  private map(of: FieldType, value: unknown, place: Place): Record<string, unknown> | undefined {
    if (!isRecord(value)) return this.mismatch(value, place);
    const entries = Object.entries(value).map(([key, item]) => {
      const own = { ...place, path: [...place.path, key], goType: goTypeOf(of) };
      return [key, item === null ? this.zero(of, own) : this.value(of, item, own)];
    });
    return Object.fromEntries(entries);
  }

  private attempt<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      return this.fail((error as Error).message);
    }
  }

  private mismatch(value: unknown, place: Place, described = describe(value)): undefined {
    const field = `${place.owner}.${place.fields.join('.')}`;
    return this.fail(
      `json: cannot unmarshal ${described} into Go struct field ${field} of type ${place.goType}`,
    );
  }

  /** Only the first failure counts, as in Go. */
  private fail(message: string): undefined {
    this.failure ??= new DecodeError(message);
    return undefined;
  }
}

/** Whether Go leaves the value out (`omitempty`): a zero where zero means nothing, an empty list or map. */
function isOmitted(field: FieldShape, value: unknown): boolean {
  const { kind } = field.type;
  if (kind === 'list') return !field.always && (value as unknown[]).length === 0;
  if (kind === 'map') return Object.keys(value as object).length === 0;
  if (field.keepsZero || field.always) return false;
  return (value === '' || value === 0 || value === false) && kind !== 'intorstring' && kind !== 'any';
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (isRecord(value)) return 'object';
  if (value === null) return 'null';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function pathText(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text ? `${text}.${part}` : part;
  }, '');
}
