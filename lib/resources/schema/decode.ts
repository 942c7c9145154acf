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

/** A step on the way to a value: a field, a position in a list, or a key of a map (marked, as it is no field). */
type Step = string | number;
const keyMark = '\0';

class Decoder {
  readonly unknownFields: string[] = [];
  failure: DecodeError | undefined;
  private readonly path: Step[] = [];

  constructor(private readonly options: DecodeOptions) {}

  root(definition: string, value: unknown): Record<string, unknown> {
    if (isRecord(value)) return this.object(definition, value);
    const goType = `v1.${definitionName(definition)}`;
    throw new DecodeError(`json: cannot unmarshal ${describe(value)} into Go value of type ${goType}`);
  }

  private object(definition: string, value: Record<string, unknown>): Record<string, unknown> {
    const { fields, always } = shapeOf(definition);
    const result: Record<string, unknown> = {};
    for (const name in value) {
      const item = value[name];
      const field = fields.get(name);
      if (!field) this.unknownFields.push(pathText([...this.path, name]));
      else if (item !== null) {
        this.path.push(name);
        const decoded = this.value(field.type, item, definition, field.goType);
        this.path.pop();
        if (decoded !== undefined && !isOmitted(field, decoded)) result[name] = decoded;
      }
    }
    if (this.options.partial) return result;
    // What Go writes even when it is nothing: fields without `omitempty`, and structures.
    for (const [name, type] of always) {
      if (result[name] === undefined) result[name] = this.zero(type);
    }
    return result;
  }

  private zero(type: FieldType): unknown {
    switch (type.kind) {
      case 'string':
      case 'bytes':
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
        return this.object(type.definition, {});
      default:
        return null;
    }
  }

  private value(type: FieldType, value: unknown, owner: string, goType: string): unknown {
    switch (type.kind) {
      case 'string':
        return typeof value === 'string' ? value : this.mismatch(value, owner, goType);
      case 'bool':
        return typeof value === 'boolean' ? value : this.mismatch(value, owner, goType);
      case 'int32':
      case 'int64':
        return this.integer(type.kind, value, owner, goType);
      case 'intorstring':
        return typeof value === 'string' ? value : this.integer('int32', value, owner, 'int32');
      case 'time':
      case 'microtime':
        return this.time(type.kind, value, owner);
      case 'quantity':
        return this.quantity(value);
      case 'bytes':
        return this.bytes(value, owner, goType);
      case 'list':
        return this.list(type.of, value, owner, goType);
      case 'map':
        return this.map(type.of, value, owner, goType);
      case 'object':
        return isRecord(value) ? this.object(type.definition, value) : this.mismatch(value, owner, goType);
      case 'any':
        return value;
    }
  }

  private integer(
    kind: 'int32' | 'int64',
    value: unknown,
    owner: string,
    goType: string,
  ): number | undefined {
    if (typeof value !== 'number') return this.mismatch(value, owner, goType);
    const written = this.options.numbers?.size ? this.literal(value) : undefined;
    if (written === undefined && Number.isInteger(value) && Math.abs(value) < 2 ** 31) return value + 0;
    const literal = written ?? String(value);
    const limit = kind === 'int32' ? 2n ** 31n : 2n ** 63n;
    if (/^-?\d+$/.test(literal)) {
      const exact = BigInt(literal);
      if (exact >= -limit && exact < limit) return value + 0;
    }
    return this.mismatch(value, owner, goType, `number ${literal}`);
  }

  private literal(value: number): string {
    return this.options.numbers?.get(pathText(this.path)) ?? String(value);
  }

  private time(kind: 'time' | 'microtime', value: unknown, owner: string): string | undefined {
    if (typeof value !== 'string') return this.mismatch(value, owner, 'string');
    return this.attempt(() => (kind === 'time' ? readTime(value) : readMicroTime(value)));
  }

  private quantity(value: unknown): string | undefined {
    if (typeof value === 'string') return this.attempt(() => canonicalQuantity(value));
    const text = typeof value === 'number' ? this.literal(value) : JSON.stringify(value);
    return this.attempt(() => canonicalQuantity(text));
  }

  private bytes(value: unknown, owner: string, goType: string): string | undefined {
    if (typeof value !== 'string') return this.mismatch(value, owner, goType);
    const text = value.replace(/[\r\n]/g, '');
    const wrong = /[^A-Za-z0-9+/]/.exec(text.replace(/={1,2}$/, ''));
    if (!wrong && text.length % 4 === 0) return text;
    const at = wrong ? wrong.index : text.length - (text.length % 4);
    return this.fail(`illegal base64 data at input byte ${at}`);
  }

  private list(of: FieldType, value: unknown, owner: string, goType: string): unknown[] | undefined {
    if (!Array.isArray(value)) return this.mismatch(value, owner, goType);
    const itemType = goType.startsWith('[]') ? goType.slice(2) : goTypeOf(of);
    return value.map((item, position) => {
      if (item === null) return this.zero(of);
      this.path.push(position);
      const decoded = this.value(of, item, owner, itemType);
      this.path.pop();
      return decoded;
    });
  }

  private map(
    of: FieldType,
    value: unknown,
    owner: string,
    goType: string,
  ): Record<string, unknown> | undefined {
    if (!isRecord(value)) return this.mismatch(value, owner, goType);
    const itemType = goTypeOf(of);
    const entries = Object.entries(value).map(([key, item]) => {
      if (item === null) return [key, this.zero(of)];
      this.path.push(keyMark + key);
      const decoded = this.value(of, item, owner, itemType);
      this.path.pop();
      return [key, decoded];
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

  private mismatch(value: unknown, owner: string, goType: string, described = describe(value)): undefined {
    const fields = this.path.filter((step) => typeof step === 'string' && !step.startsWith(keyMark));
    const field = `${definitionName(owner)}.${fields.join('.')}`;
    return this.fail(`json: cannot unmarshal ${described} into Go struct field ${field} of type ${goType}`);
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

function pathText(path: readonly Step[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    const name = step.startsWith(keyMark) ? step.slice(keyMark.length) : step;
    return text ? `${text}.${name}` : name;
  }, '');
}
