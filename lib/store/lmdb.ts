import { type Database, open, type RootDatabase } from 'lmdb';
import type { KubeObject } from '../meta/object';
import { objectText } from './objecttext';
import type { Journal } from './store';

/** Objects by key and the revision counter, each in a database of its own in one file. */
interface Databases {
  root: RootDatabase<string, string>;
  objects: Database<string, string>;
  counters: Database<number, string>;
}

/**
 * Pages that are free for use stand in a list that is written with each commit. Where it grows past one page, this LMDB corrupts it
 * and refuses all further commits (https://github.com/kriszyp/lmdb-js/issues/321): a hundred thousand writes are enough for that. So
 * the list is kept short. The options are missing in the library's types.
 */
const shortFreeList = { maxFreeSpaceToLoad: 400, maxFreeSpaceToRetain: 450 };

/**
 * Opens a journal in a directory, which is made if it is not there. Objects are kept as JSON under their key. Each `append` is
 * one transaction, and resolves when that is flushed to the disk. The caller sees to it that only one process has it open.
 */
export function openLmdbJournal(directory: string): Journal {
  const root = open<string, string>(directory, {
    encoding: 'string',
    // A commit is on disk when its promise resolves, and does not wait for the end of the event turn.
    overlappingSync: false,
    eventTurnBatching: false,
    ...shortFreeList,
  });
  const databases: Databases = {
    root,
    objects: root.openDB<string, string>('objects', { encoding: 'string' }),
    counters: root.openDB<number, string>('counters', { encoding: 'json' }),
  };
  return {
    load: () => ({
      revision: databases.counters.get('revision') ?? 0,
      entries: readEntries(databases.objects),
    }),
    append: (revision, changes) => append(databases, revision, changes),
    close: () => root.close(),
  };
}

function* readEntries(objects: Databases['objects']) {
  for (const { key, value } of objects.getRange({ snapshot: false })) {
    const object = JSON.parse(value) as KubeObject;
    yield { key, revision: Number(object.metadata.resourceVersion), object };
  }
}

async function append(
  { root, objects, counters }: Databases,
  revision: number,
  changes: Parameters<Journal['append']>[1],
): Promise<void> {
  const results: Promise<boolean>[] = [];
  await root.batch(() => {
    for (const { key, object } of changes) {
      results.push(object ? objects.put(key, objectText(object)) : objects.remove(key));
    }
    results.push(counters.put('revision', revision));
  });
  await Promise.all(results);
  await root.flushed;
}
