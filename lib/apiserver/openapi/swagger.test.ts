import { describe, expect, it } from 'vitest';
import { WireReader } from '../protobuf/wire';
import { encodeSwagger, swaggerOf } from './swagger';

const swagger = swaggerOf('v1.36.0');

/** The fields of a message by their numbers, all of them texts or messages. */
function fieldsOf(bytes: Uint8Array): Map<number, Uint8Array[]> {
  const reader = new WireReader(bytes);
  const fields = new Map<number, Uint8Array[]>();
  while (!reader.isDone) {
    const { number, wire } = reader.tag();
    expect(wire).toBe(2);
    fields.set(number, [...(fields.get(number) ?? []), reader.bytes()]);
  }
  return fields;
}

const textOf = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);
/** The value of a message that names values. */
function named(message: Uint8Array, name: string): Uint8Array | undefined {
  const entries = fieldsOf(message).get(1) ?? [];
  const found = entries.map(fieldsOf).find((entry) => textOf(entry.get(1)?.[0]) === name);
  return found?.get(2)?.[0];
}

describe('swaggerOf', () => {
  it('refers plainly, and has one type for what may be of two', () => {
    const { properties } = swagger.definitions['io.k8s.api.batch.v1.CronJob']!;
    expect(properties!.spec).toEqual({ $ref: '#/definitions/io.k8s.api.batch.v1.CronJobSpec' });
    expect(JSON.stringify(swagger)).not.toMatch(/"(allOf|oneOf)"|components\/schemas/);
  });
});

describe('encodeSwagger', () => {
  const document = fieldsOf(encodeSwagger(swagger));

  it('writes the head of the document', () => {
    expect(textOf(document.get(1)?.[0])).toBe('2.0');
    expect(fieldsOf(document.get(2)![0]!).get(2)?.map(textOf)).toEqual(['v1.36.0']);
  });

  it('writes every definition with its fields', () => {
    const [definitions] = document.get(9)!;
    expect(fieldsOf(definitions!).get(1)).toHaveLength(Object.keys(swagger.definitions).length);
    const rule = fieldsOf(named(definitions!, 'io.k8s.api.batch.v1.PodFailurePolicyRule')!);
    expect(rule.get(19)?.map(textOf)).toEqual(['action']);
    expect(fieldsOf(rule.get(22)![0]!).get(1)?.map(textOf)).toEqual(['object']);
    const action = fieldsOf(named(rule.get(25)![0]!, 'action')!);
    const enumerated = action.get(20)!.map((any) => textOf(fieldsOf(any).get(2)?.[0]));
    expect(enumerated).toContain('"FailJob"');
  });

  it('writes extensions as YAML', () => {
    const job = fieldsOf(named(document.get(9)![0]!, 'io.k8s.api.batch.v1.Job')!);
    const [extension] = job.get(31)!.map(fieldsOf);
    expect(textOf(extension!.get(1)?.[0])).toBe('x-kubernetes-group-version-kind');
    const yaml = textOf(fieldsOf(extension!.get(2)![0]!).get(2)?.[0]);
    expect(JSON.parse(yaml)).toEqual([{ group: 'batch', kind: 'Job', version: 'v1' }]);
  });
});
