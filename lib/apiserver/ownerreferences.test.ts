import { describe, expect, it } from 'vitest';
import { dedupOwners } from './ownerreferences';

const owner = (uid: string, rest: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  name: uid,
  uid,
  ...rest,
});
const ownedBy = (...ownerReferences: ReturnType<typeof owner>[]) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'a', ownerReferences },
});

describe('dedupOwners', () => {
  it('keeps what is named once, and other words for the same owner', () => {
    const warnings: string[] = [];
    const object = ownedBy(owner('1'), owner('2'), owner('1', { controller: true }));
    expect(dedupOwners(object, (text) => warnings.push(text))).toBe(object);
    expect(warnings).toEqual([]);
  });

  it.each([
    [false, 'duplicate entries; API server'],
    [true, 'duplicate entries after mutating admission happens; API server'],
  ])('drops repetitions and warns of them (patch: %s)', (isPatch, text) => {
    const warnings: string[] = [];
    const object = ownedBy(owner('1'), owner('2'), owner('1'), owner('2'));
    const { metadata } = dedupOwners(object, (warning) => warnings.push(warning), isPatch);
    expect(metadata.ownerReferences).toEqual([owner('1'), owner('2')]);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(text);
    expect(warnings[0]).toMatch(/duplicate UID\(s\) observed: 1, 2$/);
  });
});
