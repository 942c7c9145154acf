import { definitions, type Schema } from '../../resources/schema/definitions';
import { WireWriter } from '../protobuf/wire';

/** An OpenAPI v2 document, as far as clients read it: the definitions. */
interface Swagger {
  swagger: '2.0';
  info: { title: string; version: string };
  paths: object;
  definitions: Readonly<Record<string, Schema>>;
}

/** The media type clients ask for, and the one they are answered with: a type may not have an `@`. */
export const swaggerProtobuf = {
  asked: [
    'application/com.github.proto-openapi.spec.v2@v1.0+protobuf',
    'application/com.github.proto-openapi.spec.v2.v1.0+protobuf',
  ],
  answered: 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf',
};

/** The definitions in the words of OpenAPI v2, which knows neither `allOf` around a reference nor `oneOf`. */
export function swaggerOf(version: string): Swagger {
  const entries = Object.entries(definitions).map(([name, schema]) => [name, toV2(schema)]);
  const info = { title: 'Kubernetes', version };
  return { swagger: '2.0', info, paths: {}, definitions: Object.fromEntries(entries) };
}

function toV2({ allOf, oneOf, $ref, properties, items, additionalProperties, ...rest }: Schema): Schema {
  const reference = $ref ?? allOf?.[0]?.$ref;
  if (reference) return { $ref: reference.replace('#/components/schemas/', '#/definitions/'), ...rest };
  return {
    ...rest,
    ...(oneOf ? { type: 'string' } : {}),
    ...(items ? { items: toV2(items) } : {}),
    ...(additionalProperties ? { additionalProperties: toV2(additionalProperties) } : {}),
    ...(properties
      ? { properties: Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, toV2(one)])) }
      : {}),
  };
}

/** The document as the messages of gnostic's `openapi.v2` have it, which kubectl asks for. */
export function encodeSwagger({ swagger, info, definitions: schemas }: Swagger): Uint8Array<ArrayBuffer> {
  const writer = new WireWriter();
  writer.text(1, swagger);
  writer.message(2, (inner) => {
    inner.text(1, info.title);
    inner.text(2, info.version);
  });
  writer.message(8, () => {});
  writer.message(9, (inner) => writeSchemas(inner, schemas));
  return writer.bytes();
}

function writeSchemas(writer: WireWriter, schemas: Readonly<Record<string, Schema>>): void {
  for (const [name, schema] of Object.entries(schemas)) {
    writer.message(1, (entry) => {
      entry.text(1, name);
      entry.message(2, (inner) => writeSchema(inner, schema));
    });
  }
}

/** The fields of `openapi.v2.Schema` by their numbers; values of any type go as YAML, of which JSON is a part. */
function writeSchema(writer: WireWriter, schema: Schema): void {
  const { $ref, format, description, required, additionalProperties, type, items, properties } = schema;
  if ($ref) writer.text(1, $ref);
  if (format) writer.text(2, format);
  if (description) writer.text(4, description);
  if (schema.default !== undefined) writer.message(5, (any) => any.text(2, JSON.stringify(schema.default)));
  for (const name of required ?? []) writer.text(19, name);
  for (const value of schema.enum ?? []) writer.message(20, (any) => any.text(2, JSON.stringify(value)));
  if (additionalProperties) {
    writer.message(21, (item) => item.message(1, (inner) => writeSchema(inner, additionalProperties)));
  }
  if (type) writer.message(22, (item) => item.text(1, type));
  if (items) writer.message(23, (item) => item.message(1, (inner) => writeSchema(inner, items)));
  if (properties) writer.message(25, (inner) => writeSchemas(inner, properties));
  for (const [name, value] of Object.entries(schema)) {
    if (name.startsWith('x-')) writeExtension(writer, name, value);
  }
}

function writeExtension(writer: WireWriter, name: string, value: unknown): void {
  writer.message(31, (entry) => {
    entry.text(1, name);
    entry.message(2, (any) => any.text(2, JSON.stringify(value)));
  });
}
