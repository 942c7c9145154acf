import type { ListKey, Structure } from '../../patch/apply/structure';
import { decode } from '../../resources/schema/decode';
import { definitions, type Schema } from '../../resources/schema/definitions';
import { shapeOf } from '../../resources/schema/shapes';

const known = new Map<string, Structure>();
const zeros = new Map<string, Record<string, unknown>>();

/**
 * What objects of a definition (`io.k8s.api.batch.v1.Job`) are made of when it comes to owning their fields, as its schema
 * says; the same structure each time.
 */
export function structureOf(definition: string): Structure {
  let structure = known.get(definition);
  if (!structure) {
    const schema = definitions[definition];
    const fields = new Map<string, Structure>();
    structure = schema?.properties
      ? { kind: 'map', isAtomic: isAtomic(schema), fields, value: undefined }
      : ofSchema(schema);
    // Before its fields, as a definition may contain itself.
    known.set(definition, structure);
    for (const [name, property] of Object.entries(schema?.properties ?? {})) {
      fields.set(name, ofSchema(property));
    }
  }
  return structure;
}

/** An object of a definition in which nothing is set, as Go makes a new one. */
export function zeroOf(definition: string): Record<string, unknown> {
  let zero = zeros.get(definition);
  if (!zero) {
    zero = decode(definition, {}).value;
    zeros.set(definition, zero);
  }
  return zero;
}

function ofSchema(schema: Schema | undefined): Structure {
  const definition = referenceOf(schema);
  if (definition) return structureOf(definition);
  switch (schema?.type) {
    case 'integer':
    case 'number':
      return { kind: 'scalar', type: 'numeric' };
    case 'boolean':
      return { kind: 'scalar', type: 'boolean' };
    case 'string':
      return { kind: 'scalar', type: !schema.format || schema.format === 'byte' ? 'string' : 'any' };
    case 'array':
      return listOf(schema);
    case 'object': {
      const { additionalProperties: value } = schema;
      if (!value) return { kind: 'free' };
      return { kind: 'map', isAtomic: isAtomic(schema), fields: new Map(), value: ofSchema(value) };
    }
    default:
      return { kind: 'scalar', type: 'any' };
  }
}

function listOf(schema: Schema): Structure {
  const relation = schema['x-kubernetes-list-type'] ?? 'atomic';
  const names = schema['x-kubernetes-list-map-keys'] ?? [];
  const owner = referenceOf(schema.items);
  return {
    kind: 'list',
    relation: relation as 'atomic' | 'set' | 'map',
    keys: owner ? names.map((name) => listKey(owner, name)) : [],
    item: ofSchema(schema.items),
  };
}

/** A key that Go writes even when it is empty counts as empty where an item does not say it. */
function listKey(owner: string, name: string): ListKey {
  const field = shapeOf(owner).fields.get(name);
  const zero = field?.type.kind === 'int32' ? 0 : '';
  const value = definitions[owner]?.properties?.[name]?.default ?? (field?.always ? zero : undefined);
  return value === undefined ? { name } : { name, default: value as string | number };
}

function referenceOf(schema: Schema | undefined): string | undefined {
  const reference = schema?.$ref ?? schema?.allOf?.find(({ $ref }) => $ref)?.$ref;
  return reference?.slice(reference.lastIndexOf('/') + 1);
}

function isAtomic(schema: Schema): boolean {
  return schema['x-kubernetes-map-type'] === 'atomic';
}
