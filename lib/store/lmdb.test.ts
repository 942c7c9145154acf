import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../time/system';
import { openLmdbJournal } from './lmdb';
import { describeStore } from './store.suite';

describeStore('a store with a journal on disk', async () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'gantry-store-'));
  return {
    clock: systemClock(),
    openJournal: () => openLmdbJournal(path.join(directory, 'db')),
    dispose: async () => rmSync(directory, { recursive: true }),
  };
});
