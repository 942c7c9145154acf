import { closeSync, writeSync } from 'node:fs';
import path from 'node:path';
import { readJson } from './layout';
import { openForUpdate } from './segments';

const name = 'state';
/** Always written whole and of one length, so that it never needs to be cut. */
const stateBytes = 200;

/** How far a log has been taken from its source, kept beside it for a later life. */
export class LogState<T extends object> {
  private readonly descriptor: number;

  constructor(private readonly logDir: string) {
    this.descriptor = openForUpdate(path.join(logDir, name));
  }

  read(): T | undefined {
    return readJson<T>(path.join(this.logDir, name));
  }

  write(state: T): void {
    writeSync(this.descriptor, JSON.stringify(state).padEnd(stateBytes), 0);
  }

  close(): void {
    closeSync(this.descriptor);
  }
}
