import type { Schema } from '../resources/schema/definitions';

/** A JSON Schema as editors take it. */
export type JsonSchema = Record<string, unknown>;

const prefix = '#/components/schemas/';

/**
 * The schema of a manifest: an object of any of the kinds given, told apart by `kind` and `apiVersion`.
 * Fields that are not known are not allowed, as in strict decoding; numbers are taken where a quantity is
 * asked.
 */
export function manifestSchema(
  definitions: Readonly<Record<string, Schema>>,
  kinds: readonly { kind: string; apiVersions: readonly string[]; schema: string }[],
): JsonSchema {
  const needed = closure(
    definitions,
    kinds.map(({ schema }) => schema),
  );
  const entries = needed.map((name) => [name, strict(definitions[name]!)]);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    required: ['apiVersion', 'kind'],
    properties: {
      apiVersion: { type: 'string', enum: [...new Set(kinds.flatMap(({ apiVersions }) => apiVersions))] },
      kind: { type: 'string', enum: kinds.map(({ kind }) => kind) },
      metadata: { $ref: '#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' },
    },
    allOf: kinds.map(({ kind, schema }) => ({
      if: { properties: { kind: { const: kind } }, required: ['kind'] },
      // biome-ignore lint/suspicious/noThenProperty: it is JSON Schema's own word
      then: { $ref: `#/definitions/${schema}` },
    })),
    definitions: Object.fromEntries(entries),
  };
}

function closure(definitions: Readonly<Record<string, Schema>>, roots: readonly string[]): string[] {
  const found = new Set(roots);
  for (const name of found)
    for (const [, target] of JSON.stringify(definitions[name] ?? {}).matchAll(
      /"#\/components\/schemas\/([^"]+)"/g,
    ))
      found.add(target!);
  return [...found].filter((name) => definitions[name]);
}

/** A definition with references within the schema and no other fields allowed. */
function strict(schema: Schema): JsonSchema {
  const { properties, items, additionalProperties, allOf, oneOf, $ref, ...rest } = schema;
  const own = Object.fromEntries(Object.entries(rest).filter(([key]) => !key.startsWith('x-')));
  const named = properties && Object.entries(properties).map(([name, value]) => [name, strict(value)]);
  return {
    ...own,
    ...($ref ? { $ref: $ref.replace(prefix, '#/definitions/') } : {}),
    ...(named ? { properties: Object.fromEntries(named), additionalProperties: false } : {}),
    ...(items ? { items: strict(items) } : {}),
    ...(additionalProperties ? { additionalProperties: strict(additionalProperties) } : {}),
    ...(allOf ? { allOf: allOf.map(strict) } : {}),
    ...(oneOf ? { oneOf: oneOf.map(strict) } : {}),
  };
}
