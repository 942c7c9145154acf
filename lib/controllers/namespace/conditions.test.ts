import { describe, expect, it } from 'vitest';
import { configMaps } from '../../resources/configmap/types';
import { pods } from '../../resources/pod/types';
import { deletionConditions } from './conditions';

describe('deletionConditions', () => {
  it('say that all is well when it is', () => {
    const conditions = deletionConditions([], [], [], 0);
    expect(conditions.map(({ type, status, reason }) => [type, status, reason])).toEqual([
      ['NamespaceDeletionDiscoveryFailure', 'False', 'ResourcesDiscovered'],
      ['NamespaceDeletionGroupVersionParsingFailure', 'False', 'ParsedGroupVersions'],
      ['NamespaceDeletionContentFailure', 'False', 'ContentDeleted'],
      ['NamespaceContentRemaining', 'False', 'ContentRemoved'],
      ['NamespaceFinalizersRemaining', 'False', 'ContentHasNoFinalizers'],
    ]);
    expect(deletionConditions(conditions, [], [], 9000)).toBe(conditions);
  });

  it('name what is left, what holds it, and what went wrong', () => {
    const remains = [
      { resource: pods, objects: [{ metadata: { finalizers: ['x/y'] } }, { metadata: {} }], estimateS: 15 },
      { resource: configMaps, objects: [{ metadata: {} }], estimateS: 0 },
    ];
    const before = deletionConditions([], [], [], 0);
    const after = deletionConditions(before, remains, [new Error('no')], 5000);
    expect(after.slice(2).map(({ message }) => message)).toEqual([
      'Failed to delete all resource types, 1 remaining: no',
      'Some resources are remaining: configmaps. has 1 resource instances, pods. has 2 resource instances',
      'Some content in the namespace has finalizers remaining: x/y in 1 resource instances',
    ]);
    expect(after[0]?.lastTransitionTime).toBe('1970-01-01T00:00:00Z');
    expect(after[3]?.lastTransitionTime).toBe('1970-01-01T00:00:05Z');
  });
});
