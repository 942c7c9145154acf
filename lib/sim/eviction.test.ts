import { expect, it } from 'vitest';
import { pods } from '../resources/pod/types';
import { handOn } from './hand';
import { createWorld } from './world';

it('a pod that is evicted ends, and its Job ignores that where its policy says so', async () => {
  const world = await createWorld({ kubelet: true });
  const hand = handOn(world.client, world.clock);
  const rules = [{ action: 'Ignore' as const, onPodConditions: [{ type: 'DisruptionTarget' }] }];
  const annotations = { 'simulate.gantry.dev/duration': 'forever' };
  const spec = { restartPolicy: 'Never' as const, containers: [{ name: 'main', image: 'x' }] };
  const template = { metadata: { annotations }, spec };
  await hand.makeJob('work', {
    completions: 3,
    parallelism: 3,
    backoffLimit: 0,
    podFailurePolicy: { rules },
    template,
  });
  await world.clock.advance(5000);
  const running = await hand.activePods('work');
  expect(running.map(({ status }) => status?.phase)).toEqual(['Running', 'Running', 'Running']);
  await Promise.all(
    running.map(({ metadata: { name } }) => {
      const eviction = {
        apiVersion: 'policy/v1',
        kind: 'Eviction',
        metadata: { name, namespace: 'default' },
      };
      return world.client.createSubresource(pods, 'default', name!, 'eviction', eviction);
    }),
  );
  await world.clock.advance(60_000);
  const left = new Set((await hand.pods('work')).map(({ metadata }) => metadata.uid));
  expect(running.filter(({ metadata }) => left.has(metadata.uid))).toEqual([]);
  expect((await hand.job('work')).status).toMatchObject({ active: 3, ready: 3, terminating: 0 });
  expect((await hand.job('work')).status?.failed).toBeUndefined();
  await world.stop();
});
