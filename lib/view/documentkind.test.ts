import { describe, expect, it } from 'vitest';
import { readManifest } from './document';
import { withKind } from './documentkind';

const job = `# nightly
apiVersion: batch/v1
kind: Job # once
metadata:
  name: report
spec: # what runs
  # two at a time
  parallelism: 2

  template:
    spec:
      containers:
      - name: main
        command:
        - sh
        - -c
        - |
          echo one
            echo two
      restartPolicy: Never
`;

describe('another kind', () => {
  it('moves the lines of the spec as they are, there and back', () => {
    const cron = withKind(readManifest(job), 0, 'CronJob');
    expect(cron.text).toContain('kind: CronJob # once\n');
    expect(cron.text).toContain(
      'spec: # what runs\n  schedule: "0 * * * *"\n  jobTemplate:\n    spec:\n      # two at a time\n      parallelism: 2\n\n      template:\n',
    );
    const before = readManifest(job).documents[0]!.value as { spec: unknown };
    expect(cron.documents[0]!.value).toMatchObject({
      kind: 'CronJob',
      metadata: { name: 'report' },
      spec: { schedule: '0 * * * *', jobTemplate: { spec: before.spec } },
    });
    expect(withKind(cron, 0, 'Job').text).toBe(job);
  });

  it('gives up a version that Jobs do not have', () => {
    const text =
      'apiVersion: batch/v1beta1\nkind: CronJob\nspec: {schedule: "@daily", jobTemplate: {spec: {completions: 2}}}\n';
    expect(withKind(readManifest(text), 0, 'Job').documents[0]!.value).toEqual({
      apiVersion: 'batch/v1',
      kind: 'Job',
      spec: { completions: 2 },
    });
  });

  it('leaves a kind it does not know, and a text that cannot be read', () => {
    for (const text of ['kind: Secret\n', 'kind: Job\nspec: [\n'])
      expect(withKind(readManifest(text), 0, 'CronJob').text).toBe(text);
  });
});
