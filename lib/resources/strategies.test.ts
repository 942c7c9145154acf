import { describe, expect, it } from 'vitest';
import { resources } from './catalog';
import { definitions } from './schema/definitions';
import { strategies } from './strategies';

describe('strategies', () => {
  it('are there for every kind, each with its definition', () => {
    expect(strategies.map(({ resource }) => resource.plural).sort()).toEqual(Object.keys(resources).sort());
    for (const { resource, schema } of strategies) {
      expect(definitions[schema]?.['x-kubernetes-group-version-kind']).toEqual([
        { group: resource.group, version: resource.version, kind: resource.kind },
      ]);
    }
  });

  it('fill in defaults once and for all', () => {
    const spec = {
      schedule: '@daily',
      jobTemplate: { spec: {} },
      containers: [{ name: 'c', image: 'i' }],
      template: { spec: { containers: [{ name: 'c', image: 'i' }] } },
    };
    for (const strategy of strategies) {
      const sent = { metadata: { name: 'a' }, involvedObject: {}, spec, stringData: { a: 'b' } };
      const once = strategy.defaults(sent);
      expect(strategy.defaults(once)).toEqual(once);
    }
  });
});
