import shapeCodes from '../generated/shapes.json';

/** What a field holds. */
export type FieldType =
  | { kind: 'string' | 'bool' | 'int32' | 'int64' | 'time' | 'microtime' | 'quantity' | 'intorstring' }
  | { kind: 'bytes' | 'any' }
  | { kind: 'list' | 'map'; of: FieldType }
  | { kind: 'object'; definition: string };

/** One field of a definition, as Go declares it. */
export interface FieldShape {
  type: FieldType;
  /** An explicit zero is kept: in Go the field is a pointer. */
  keepsZero: boolean;
  /** The field is written even when it holds nothing. */
  always: boolean;
  /** What Go calls the type, as decoding errors quote it. */
  goType: string;
}

/** A definition as far as decoding needs it. */
interface Shape {
  fields: ReadonlyMap<string, FieldShape>;
  /** The fields that are written even when they hold nothing. */
  always: readonly (readonly [string, FieldType])[];
}

const codes = shapeCodes as unknown as Record<string, Record<string, string>>;
const shapes = new Map<string, Shape>();

/** The shape of a definition such as `io.k8s.api.batch.v1.Job`. @throws Error for one there is no shape of */
export function shapeOf(definition: string): Shape {
  let shape = shapes.get(definition);
  if (!shape) {
    const fields = codes[definition];
    if (!fields) throw new Error(`no definition ${definition}`);
    const read = Object.entries(fields).map(([name, code]) => [name, readField(code)] as const);
    const always = read.filter(([, field]) => field.always).map(([name, { type }]) => [name, type] as const);
    shape = { fields: new Map(read), always };
    shapes.set(definition, shape);
  }
  return shape;
}

function readField(code: string): FieldShape {
  const [head = '', named] = code.split(' =');
  const [, typeText = '', flags = ''] = /^(.*?)([*!]*)$/.exec(head) ?? [];
  const type = readType(typeText);
  return {
    type,
    keepsZero: flags.includes('*'),
    always: flags.includes('!'),
    goType: named ?? goTypeOf(type),
  };
}

function readType(text: string): FieldType {
  if (text.startsWith('[]')) return { kind: 'list', of: readType(text.slice(2)) };
  if (text.startsWith('{}')) return { kind: 'map', of: readType(text.slice(2)) };
  if (text.includes('.')) return { kind: 'object', definition: text };
  return { kind: text } as FieldType;
}

/** What Go calls a type where the field gives it no name of its own. */
export function goTypeOf(type: FieldType): string {
  switch (type.kind) {
    case 'list':
      return `[]${goTypeOf(type.of)}`;
    case 'map':
      return `map[string]${goTypeOf(type.of)}`;
    case 'object':
      return `v1.${definitionName(type.definition)}`;
    case 'time':
      return 'v1.Time';
    case 'microtime':
      return 'v1.MicroTime';
    case 'quantity':
      return 'resource.Quantity';
    case 'intorstring':
      return 'intstr.IntOrString';
    case 'bytes':
      return '[]uint8';
    default:
      return type.kind;
  }
}

/** The name of a definition without its package: `JobSpec`. */
export function definitionName(definition: string): string {
  return definition.slice(definition.lastIndexOf('.') + 1);
}

const core = 'io.k8s.api.core.v1';
const namedSources = ['ConfigMap', 'Secret'].flatMap((kind) => [
  `${core}.${kind}EnvSource`,
  `${core}.${kind}KeySelector`,
  `${core}.${kind}Projection`,
]);

type EmbeddedField = (field: string) => string | undefined;

/** The structs Go embeds in others, by definition: JSON shows their fields as those of the outer one. */
const embedded: ReadonlyMap<string, EmbeddedField> = new Map<string, EmbeddedField>([
  [`${core}.Volume`, (field) => (field === 'name' ? undefined : 'VolumeSource')],
  [
    `${core}.EphemeralContainer`,
    (field) => (field === 'targetContainerName' ? undefined : 'EphemeralContainerCommon'),
  ],
  [`${core}.Probe`, (field) => (/^(exec|httpGet|tcpSocket|grpc)$/.test(field) ? 'ProbeHandler' : undefined)],
  ...[...namedSources, `${core}.ConfigMapVolumeSource`].map((definition): [string, EmbeddedField] => [
    definition,
    (field) => (field === 'name' ? 'LocalObjectReference' : undefined),
  ]),
]);

/** Tells for the fields of a definition which embedded struct each belongs to in Go, where there is any. */
export function embeddedFieldsOf(definition: string): EmbeddedField | undefined {
  return embedded.get(definition);
}
