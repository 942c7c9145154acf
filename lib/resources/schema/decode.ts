import { canonicalQuantity } from '../../meta/quantity';
import { unconvertible, unreadable, unrestorable } from './converterwords';
import { describe, isRecord } from './jsontype';
import {
  definitionName,
  embeddedFieldsOf,
  type FieldShape,
  type FieldType,
  goTypeOf,
  shapeOf,
} from './shapes';
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
  /** What has been decoded before: structures of it that stand in the value again are taken as they are. */
  known?: object;
  /** The value is only a part of an object (an apply patch): nothing that is missing is written out. */
  partial?: boolean;
  /**
   * The value was never a text of its own, as what a strategic merge patch makes: it goes through Go's converter
   * of maps, which has other words and lets a number that is too large run over.
   */
  converted?: boolean;
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
  const decoded = decoder.root(definition, value, options.known);
  if (decoder.failure) throw decoder.failure;
  return { value: decoded, unknownFields: decoder.unknownFields };
}

/**
 * A step on the way to a value: a field, a position in a list, a key of a map (marked, as it is no field), or the
 * name of a struct that Go embeds (marked, as JSON does not see it).
 */
type Step = string | number;
const keyMark = '\0';
const embeddedMark = '\u0001';

class Decoder {
  readonly unknownFields: string[] = [];
  failure: DecodeError | undefined;
  private isHalted = false;
  private readonly path: Step[] = [];

  constructor(private readonly options: DecodeOptions) {}

  root(definition: string, value: unknown, known: unknown): Record<string, unknown> {
    if (isRecord(value)) return this.object(definition, value, known);
    const goType = `v1.${definitionName(definition)}`;
    throw new DecodeError(`json: cannot unmarshal ${describe(value)} into Go value of type ${goType}`);
  }

  private object(
    definition: string,
    value: Record<string, unknown>,
    known?: unknown,
  ): Record<string, unknown> {
    const { fields, always } = shapeOf(definition);
    const before = isRecord(known) ? known : undefined;
    const structOf = embeddedFieldsOf(definition);
    const result: Record<string, unknown> = {};
    for (const name in value) {
      const item = value[name];
      const field = fields.get(name);
      if (!field) this.unknownFields.push(pathText([...this.path, name]));
      else if (item !== null) {
        const embedded = structOf?.(name);
        if (embedded) this.path.push(embeddedMark + embedded);
        this.path.push(name);
        const decoded = this.value(field.type, item, definition, field.goType, before?.[name]);
        this.path.length -= embedded ? 2 : 1;
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

  private value(type: FieldType, value: unknown, owner: string, goType: string, known?: unknown): unknown {
    if (value === known && typeof value === 'object') return value;
    switch (type.kind) {
      case 'string':
        return typeof value === 'string' ? value : this.mismatch(value, owner, goType);
      case 'bool':
        return typeof value === 'boolean' ? value : this.mismatch(value, owner, goType);
      case 'int32':
      case 'int64':
        return this.integer(type.kind, value, owner, goType);
      case 'intorstring':
        return typeof value === 'string' ? value : this.halting(() => this.intOrString(value, owner));
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
        return isRecord(value)
          ? this.object(type.definition, value, known)
          : this.noObject(value, owner, goType);
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
    // What does not fit 64 bits Go makes the least integer of, which could not be read again here.
    const fits = Number.isInteger(value) && Math.abs(value) < 2 ** 63;
    if (this.options.converted && fits) return kind === 'int32' ? value | 0 : value;
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

  private intOrString(value: unknown, owner: string): number | undefined {
    if (!this.options.converted) return this.integer('int32', value, owner, 'int32');
    const fits = Number.isInteger(value) && (value as number) === ((value as number) | 0);
    return fits ? (value as number) : this.fail(unreadable(value, 'int32'));
  }

  private literal(value: number): string {
    return this.options.numbers?.get(pathText(this.path)) ?? String(value);
  }

  private time(kind: 'time' | 'microtime', value: unknown, owner: string): string | undefined {
    if (typeof value !== 'string') {
      return this.halting(() =>
        this.options.converted
          ? this.fail(unreadable(value, 'string'))
          : this.mismatch(value, owner, 'string'),
      );
    }
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
    const prefix = this.options.converted ? 'error decoding from json: ' : '';
    return this.fail(`${prefix}illegal base64 data at input byte ${at}`);
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
      return this.halting(() => this.fail((error as Error).message));
    }
  }

  private noObject(value: unknown, owner: string, goType: string): undefined {
    if (!this.options.converted) return this.mismatch(value, owner, goType);
    return this.fail(unrestorable(value));
  }

  private mismatch(value: unknown, owner: string, goType: string, described = describe(value)): undefined {
    if (this.options.converted) return this.fail(unconvertible(value, goType));
    const fields = this.path
      .filter((step) => typeof step === 'string' && !step.startsWith(keyMark))
      .map((step) => (step as string).replace(embeddedMark, ''));
    const field = `${definitionName(owner)}.${fields.join('.')}`;
    return this.fail(`json: cannot unmarshal ${described} into Go struct field ${field} of type ${goType}`);
  }

  /** The first failure counts, as in Go. */
  private fail(message: string): undefined {
    this.failure ??= new DecodeError(message);
    return undefined;
  }

  /**
   * Reads what Go leaves to the type itself (times, quantities): where that fails, decoding ends at once, and what
   * failed before is not told.
   */
  private halting<T>(read: () => T): T {
    if (this.isHalted) return read();
    const before = this.failure;
    this.failure = undefined;
    const decoded = read();
    if (this.failure) this.isHalted = true;
    else this.failure = before;
    return decoded;
  }
}

/** Whether Go leaves the value out (`omitempty`): a zero where zero means nothing, an empty list or map. */
function isOmitted(field: FieldShape, value: unknown): boolean {
  const { kind } = field.type;
  if (kind === 'list') return !field.always && !field.keepsZero && (value as unknown[]).length === 0;
  if (kind === 'map') return Object.keys(value as object).length === 0;
  if (field.keepsZero || field.always) return false;
  return (value === '' || value === 0 || value === false) && kind !== 'intorstring' && kind !== 'any';
}

function pathText(path: readonly Step[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    if (step.startsWith(embeddedMark)) return text;
    const name = step.startsWith(keyMark) ? step.slice(keyMark.length) : step;
    return text ? `${text}.${name}` : name;
  }, '');
}
