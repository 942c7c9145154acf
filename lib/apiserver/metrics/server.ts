import type { Store } from '../../store/store';
import type { InFlight } from '../inflight';
import type { Kinds } from '../kinds';
import type { Family } from './exposition';

/** How many objects there are of each kind. */
export function objectFamilies(store: Store, { all }: Kinds): Family[] {
  const stored = all.filter(
    ({ collection }, at) => all.findIndex((other) => other.collection === collection) === at,
  );
  const counts = stored.map(({ collection, resource: { group, plural } }) => {
    const { items, remaining } = store.list(`${collection}/`, { limit: 1 });
    return { collection, group, resource: plural, count: items.length + remaining };
  });
  const help =
    'Number of stored objects at the time of last check split by kind. ' +
    'In case of a fetching error, the value will be -1.';
  return [
    {
      name: 'apiserver_resource_objects',
      help: `[ALPHA] ${help}`,
      type: 'gauge',
      samples: counts.map(({ group, resource, count }) => ({ labels: { group, resource }, value: count })),
    },
    {
      name: 'apiserver_storage_objects',
      help:
        '[STABLE] (Deprecated since 1.34.0) ' +
        '[DEPRECATED, consider using apiserver_resource_objects instead] ' +
        help,
      type: 'gauge',
      samples: counts.map(({ collection, count }) => ({ labels: { resource: collection }, value: count })),
    },
  ];
}

/** How near the server is to its limits. */
export function inFlightFamily(inFlight: InFlight): Family {
  return {
    name: 'apiserver_current_inflight_requests',
    help:
      '[STABLE] Maximal number of currently used inflight request limit of this apiserver per request kind ' +
      'in last second.',
    type: 'gauge',
    samples: (['mutating', 'readOnly'] as const).map((kind) => ({
      labels: { request_kind: kind },
      value: inFlight.recentPeak(kind),
    })),
  };
}

/** Which build this is, as far as it is known. */
export function buildFamily(version: Readonly<Record<string, string | undefined>>): Family {
  const labels = Object.entries(version).map(([name, value = '']) => [
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    value,
  ]);
  return {
    name: 'kubernetes_build_info',
    help:
      "[BETA] A metric with a constant '1' value labeled by major, minor, git version, git commit, " +
      'git tree state, build date, Go version, and compiler from which Kubernetes was built, and platform ' +
      'on which it is running.',
    type: 'gauge',
    samples: [{ labels: Object.fromEntries(labels), value: 1 }],
  };
}
