import type { ApiClient } from '../../client/client';
import type { KubeObject } from '../../meta/object';
import { hasReason, StatusError } from '../../meta/status';
import { type Event, events } from '../../resources/event/types';
import { apiVersionOf, type Resource } from '../../resources/kind';
import type { ObjectReference } from '../../resources/pod/types';
import { type Clock, toTime } from '../../time/clock';
import { type Correlated, createCorrelator, type Occurrence } from './correlate';

/** Tells what a controller did, as events about objects. */
export type Recorder = (
  about: KubeObject,
  type: 'Normal' | 'Warning',
  reason: string,
  message: string,
) => void;

/** Events written at the same time. */
const together = 100;

/** Writes events in the background. */
export interface EventWriter {
  /** The recorder of one component for objects of one kind. */
  recorder(component: string, resource: Resource): Recorder;
  /** Resolves when everything recorded so far is written. */
  flush(): Promise<void>;
}

/** An occurrence that is written. */
type Told = Exclude<Correlated, { kind: 'drop' }>;

/** The reference an event or a status holds to an object. */
export function referenceTo(resource: Resource, { metadata }: KubeObject): ObjectReference {
  return {
    apiVersion: apiVersionOf(resource),
    kind: resource.kind,
    ...(metadata.namespace ? { namespace: metadata.namespace } : {}),
    name: metadata.name,
    uid: metadata.uid,
    resourceVersion: metadata.resourceVersion,
  };
}

/**
 * Events as client-go's recorder writes them: the same thing told again counts up the event that is there,
 * many similar ones share one, and no object gets too many. Writing never holds up or fails the caller;
 * what cannot be written is logged.
 */
export function createEventWriter(client: ApiClient, clock: Clock, log: (line: string) => void): EventWriter {
  const correlator = createCorrelator();
  const written = new Map<string, { namespace: string; name: string }>();
  const line: { key: string; run: () => Promise<void> }[] = [];
  let writing: Promise<void> | undefined;
  let order = 0;

  async function write(occurrence: Occurrence, correlated: Correlated): Promise<void> {
    if (correlated.kind === 'drop') return;
    const present = correlated.kind === 'count' ? written.get(correlated.key) : undefined;
    if (present && correlated.kind === 'count') {
      const patch = {
        count: correlated.count,
        lastTimestamp: toTime(occurrence.atMs),
        message: correlated.message,
      };
      try {
        await client.patch(events, present.namespace, present.name, 'merge', patch);
        return;
      } catch (error) {
        if (!hasReason(error, 'NotFound')) throw error;
      }
    }
    await create(occurrence, correlated);
  }

  async function create(occurrence: Occurrence, correlated: Told): Promise<void> {
    const event = eventOf(occurrence, correlated, order++);
    written.set(correlated.key, { namespace: event.metadata.namespace!, name: event.metadata.name! });
    if (written.size > 4096) written.delete(written.keys().next().value as string);
    try {
      await client.create(events, event);
    } catch (error) {
      // Another writer told of the same object in the same millisecond.
      if (!hasReason(error, 'AlreadyExists')) throw error;
      await create(occurrence, correlated);
    }
  }

  /** What is told under one key goes in order; what is told under several goes together. */
  async function writeAll(): Promise<void> {
    while (line.length > 0) {
      const byKey = new Map<string, (() => Promise<void>)[]>();
      for (const { key, run } of line.splice(0, together)) {
        if (!byKey.get(key)?.push(run)) byKey.set(key, [run]);
      }
      await Promise.all([...byKey.values()].map(writeInOrder));
    }
    writing = undefined;
  }

  async function writeInOrder(runs: readonly (() => Promise<void>)[]): Promise<void> {
    for (const run of runs) {
      await run().catch((error: Error) => {
        // Nothing can be told any more in a namespace that is going or gone.
        const isGone = error instanceof StatusError && (error.code === 403 || error.code === 404);
        if (!isGone) log(`an event could not be written: ${error.message}`);
      });
    }
  }

  return {
    recorder: (component, resource) => (about, type, reason, message) => {
      const occurrence: Occurrence = {
        about: referenceTo(resource, about),
        type,
        reason,
        message,
        component,
        atMs: clock.now(),
      };
      const correlated = correlator.correlate(occurrence);
      if (correlated.kind === 'drop') return;
      line.push({ key: correlated.key, run: () => write(occurrence, correlated) });
      if (writing) return;
      clock.spawn(() => {
        writing = writeAll();
        return writing;
      });
    },
    async flush() {
      while (writing) await writing;
    },
  };
}

/**
 * Names are the object's name and the instant in nanoseconds; the order makes them differ within a
 * millisecond.
 */
function eventOf(
  { about, type, reason, component, atMs }: Occurrence,
  correlated: Told,
  order: number,
): Event {
  const nanoseconds = BigInt(Math.floor(atMs)) * 1_000_000n + BigInt(order % 1_000_000);
  const at = toTime(atMs);
  return {
    metadata: {
      name: `${about.name}.${nanoseconds.toString(16)}`,
      namespace: about.namespace ?? 'default',
    },
    involvedObject: about,
    reason,
    message: correlated.message,
    type,
    count: correlated.kind === 'count' ? correlated.count : 1,
    firstTimestamp: at,
    lastTimestamp: at,
    source: { component },
    reportingComponent: component,
    reportingInstance: '',
  };
}
