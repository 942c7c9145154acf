import { describe, expect, it } from 'vitest';
import { definitions } from '../resources/schema/definitions';
import { readManifest } from './document';
import { placed } from './documentverdict';
import { checkDocument } from './formcheck';
import { manifestSchema } from './formschema';

function checked(text: string): [line: number, field: string, message: string][] {
  const manifest = readManifest(text);
  return placed(checkDocument(manifest, 0, 'default', 0), manifest).map(({ at, field, message }) => [
    at.from.line,
    field,
    message,
  ]);
}

const pod = `  template:
    spec:
      restartPolicy: Never
      containers:
      - name: a
        image: b
`;

describe('the check of a document', () => {
  it('finds nothing in a good one', () => {
    expect(checked(`apiVersion: batch/v1\nkind: Job\nmetadata:\n  generateName: x-\nspec:\n${pod}`)).toEqual(
      [],
    );
  });

  it('finds unknown fields at their line', () => {
    const text = `apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: x\nspec:\n  foo: 1\n${pod}`;
    expect(checked(text)).toEqual([[6, 'spec.foo', 'unknown field "spec.foo"']]);
  });

  it('finds a value of the wrong type at its line', () => {
    const text = `apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: x\nspec:\n  completions: many\n${pod}`;
    const [[line, field, message] = [0, '', '']] = checked(text);
    expect([line, field]).toEqual([6, 'spec.completions']);
    expect(message).toContain('cannot unmarshal string into Go struct field');
  });

  it('finds every value of a wrong type, and what else is wrong', () => {
    const text = `apiVersion: batch/v1
kind: Job
metadata:
  name: X
spec:
  completions: many
  suspend: 3
  backoffLimit: -1
${pod}`;
    expect(checked(text).map(([line, field]) => [line, field])).toEqual([
      [6, 'spec.completions'],
      [7, 'spec.suspend'],
      [4, 'metadata.name'],
      [8, 'spec.backoffLimit'],
    ]);
  });

  it('finds the very item of a list, and quantities, which the server tells of first', () => {
    const text = `apiVersion: batch/v1
kind: Job
metadata:
  name: x
spec:
${pod}        command:
        - sleep
        - 5
        resources:
          limits:
            cpu: 1x
`;
    // A quantity ends Go's decoding at once and is told first.
    expect(checked(text).map(([line, field]) => [line, field])).toEqual([
      [17, 'spec.template.spec.containers[0].resources.limits.cpu'],
      [14, 'spec.template.spec.containers[0].command[1]'],
    ]);
  });

  it('knows what the version a CronJob names allows', () => {
    const text = `apiVersion: batch/v1beta1
kind: CronJob
metadata:
  name: x
spec:
  schedule: "* * * * *"
  jobTemplate:
    spec:
${pod.replace(/^/gm, '    ').trimEnd()}
`;
    expect(checked(text)).toEqual([]);
  });

  it('leaves kinds it does not know to the server', () => {
    expect(checked('apiVersion: example.com/v1\nkind: Widget\nmetadata: {}\n')).toEqual([]);
  });
});

describe('the schema of an editor', () => {
  const schema = manifestSchema(definitions, [
    { kind: 'Job', apiVersions: ['batch/v1'], schema: 'io.k8s.api.batch.v1.Job' },
  ]);
  const inner = schema.definitions as Record<string, { properties?: object; additionalProperties?: unknown }>;

  it('holds everything it refers to and nothing else', () => {
    const named = [...JSON.stringify(schema).matchAll(/"#\/definitions\/([^"]+)"/g)].map(([, name]) => name!);
    expect(named.filter((name) => !inner[name])).toEqual([]);
    expect(Object.keys(inner).filter((name) => !named.includes(name))).toEqual([]);
    expect(JSON.stringify(schema)).not.toContain('#/components/');
  });

  it('allows no other fields in structures, but any key in maps', () => {
    expect(inner['io.k8s.api.batch.v1.JobSpec']!.additionalProperties).toBe(false);
    const meta = inner['io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta']!.properties as {
      labels: { additionalProperties: { type: string } };
    };
    expect(meta.labels.additionalProperties.type).toBe('string');
  });
});
